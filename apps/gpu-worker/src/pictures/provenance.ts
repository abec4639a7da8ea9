import { joinChunks, makeChunk, readChunks } from './png-chunks.ts';

const SOURCE_TYPE = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia';

/** The one mark a picture carries: XMP that says a model made it (IPTC `DigitalSourceType`). */
export const provenanceXmp = [
  '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>',
  '<x:xmpmeta xmlns:x="adobe:ns:meta/">',
  '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
  '<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">',
  `<Iptc4xmpExt:DigitalSourceType>${SOURCE_TYPE}</Iptc4xmpExt:DigitalSourceType>`,
  '</rdf:Description></rdf:RDF></x:xmpmeta>',
  '<?xpacket end="w"?>',
].join('');

/** Keyword of an iTXt chunk with XMP, then: uncompressed, method 0, no language, no translated keyword. */
const XMP_PREFIX = Buffer.from('XML:com.adobe.xmp\0\0\0\0\0', 'latin1');

/** Chunks without which the pixels would look different; all others (text, time, Exif) are left out. */
const KEPT = new Set(['IHDR', 'PLTE', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'sBIT', 'cICP', 'IDAT', 'IEND']);

/**
 * The same PNG, its pixels untouched, without the runtime's text chunks (they hold the whole graph with the prompts) and
 * with the mark. Throws `CorruptPicture` when it is no whole PNG.
 */
export const withProvenance = (png: Buffer): Buffer => {
  const [header, ...rest] = readChunks(png).filter((chunk) => KEPT.has(chunk.type));
  const mark = makeChunk('iTXt', Buffer.concat([XMP_PREFIX, Buffer.from(provenanceXmp, 'utf8')]));
  return joinChunks(header ? [header, mark, ...rest] : rest);
};
