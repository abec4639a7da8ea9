import { S3Error } from '../errors.ts';

export interface XmlNode {
  name: string;
  text: string;
  children: XmlNode[];
}

const TOKEN = /<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<(\/?)([A-Za-z_][\w.:-]*)([^<>]*?)(\/?)>|([^<]+)/y;
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * The root element of a small XML document as S3 clients send it: elements, text, entities. Attributes are skipped.
 * Throws MalformedXML for anything else.
 */
export const readXml = (source: string): XmlNode => {
  const top: XmlNode = { name: '', text: '', children: [] };
  const open = [top];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const match = TOKEN.exec(source);
    if (match === null) throw new S3Error('MalformedXML');
    take(open, match);
  }
  const [root, another] = top.children;
  if (root === undefined || another !== undefined || open.length !== 1) throw new S3Error('MalformedXML');
  return root;
};

const take = (open: XmlNode[], [, slash, name, , selfClosed, text]: RegExpExecArray): void => {
  const current = open.at(-1);
  if (current === undefined) throw new S3Error('MalformedXML');
  if (text !== undefined) current.text += decode(text);
  else if (name === undefined) return;
  else if (slash === '/') {
    if (open.length < 2 || open.pop()?.name !== name) throw new S3Error('MalformedXML');
  } else {
    const node: XmlNode = { name, text: '', children: [] };
    current.children.push(node);
    if (selfClosed !== '/') open.push(node);
  }
};

const decode = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return ENTITIES[name ?? ''] ?? whole;
  });

export const childrenOf = (node: XmlNode, name: string): XmlNode[] =>
  node.children.filter((child) => child.name === name);

/** The trimmed text of the first child of that name. */
export const textOf = (node: XmlNode, name: string): string | undefined => childrenOf(node, name)[0]?.text.trim();
