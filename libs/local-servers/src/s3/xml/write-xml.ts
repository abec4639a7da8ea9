const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;' };

const escapeXml = (text: string): string => text.replace(/[&<>"\r]/g, (sign) => ENTITIES[sign] ?? sign);

/** A member: text, number, truth value, nested members, or a list (the element is repeated). Undefined = left out. */
type XmlValue = string | number | boolean | undefined | XmlMembers | readonly XmlValue[];
export interface XmlMembers {
  [name: string]: XmlValue;
}

const element = (name: string, value: XmlValue): string => {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map((one: XmlValue) => element(name, one)).join('');
  if (typeof value === 'object') return `<${name}>${members(value as XmlMembers)}</${name}>`;
  return `<${name}>${escapeXml(String(value))}</${name}>`;
};

const members = (value: XmlMembers): string =>
  Object.entries(value)
    .map(([name, member]) => element(name, member))
    .join('');

/** A whole S3 document: declaration, root element in S3's namespace, members in the order given. */
export const xmlDocument = (root: string, content: XmlMembers, namespaced = true): string => {
  const namespace = namespaced ? ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"' : '';
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${namespace}>${members(content)}</${root}>`;
};
