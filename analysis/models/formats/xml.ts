import { SaxesParser } from 'saxes';
import { Fault } from '../../fault.ts';

/** An element of a small XML document: its name without prefix, its own text, and the line its tag ends on. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
  readonly line: number;
}

interface Open extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

/** Elements within each other at most: far more than any model needs, and few enough for those who read them by recursion. */
const DEEPEST = 100;

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/**
 * The root of an XML document, read whole; `what` names the format in messages ("PNML").
 * Ill-formed XML, an empty text, a DOCTYPE (which could smuggle in entities) and more than 100 levels are a `Fault('bad-model')` with the line.
 */
export const parseXml = (text: string, what: string): XmlElement => {
  const parser = new SaxesParser();
  const document: Open = { name: '', attributes: {}, children: [], text: '', line: 1 };
  const open: Open[] = [document];
  const refuse = (message: string, hint: string): never => {
    throw new Fault('bad-model', `This ${what} file cannot be read: ${message} (line ${parser.line}).`, {
      problems: [{ message, severity: 'error', place: { line: parser.line }, hint }],
    });
  };
  parser.on('error', (error) => refuse(error.message.replace(/^\d+:\d+: /, ''), 'Export the model again, or repair the XML at this line.'));
  parser.on('doctype', () => refuse('it carries a DOCTYPE, which is not accepted', 'Remove the <!DOCTYPE …> declaration.'));
  parser.on('opentag', (tag) => {
    if (open.length > DEEPEST)
      refuse(`its elements are nested more than ${DEEPEST} deep`, 'Look at what wrote it: no documented workflow needs that.');
    const element: Open = {
      name: localName(tag.name),
      attributes: Object.fromEntries(Object.entries(tag.attributes).map(([key, value]) => [localName(key), value])),
      children: [],
      text: '',
      line: parser.line,
    };
    open[open.length - 1].children.push(element);
    open.push(element);
  });
  const append = (part: string): void => {
    open[open.length - 1].text += part;
  };
  parser.on('text', append);
  parser.on('cdata', append);
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(text.replace(/^\uFEFF/, '')).close();
  return document.children[0];
};

/** The first child of that name. */
export const child = (element: XmlElement, name: string): XmlElement | undefined => element.children.find((each) => each.name === name);

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A value as it may stand in XML text or a double-quoted attribute; white space other than the blank survives as a reference. Characters that XML cannot hold become U+FFFD. */
export const escapeXml = (value: string): string =>
  value
    .replace(/\p{Cs}/gu, '\uFFFD')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are the ones that XML 1.0 forbids
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD')
    .replace(/[&<>"]/g, (character) => ENTITIES[character])
    .replace(/[\t\n\r\u0085\u2028]/g, (character) => `&#${character.charCodeAt(0)};`);
