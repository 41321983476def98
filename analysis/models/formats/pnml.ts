import { Fault, type Problem } from '../../fault.ts';
import type { Marking, PetriNet } from '../../schema/index.ts';
import { child, escapeXml, parseXml, type XmlElement } from './xml.ts';

const OUR_TOOL = 'Desire Path';

/** All elements of a net, those on nested pages included. */
const nodes = (element: XmlElement): readonly XmlElement[] =>
  element.children.flatMap((each) => (each.name === 'page' ? nodes(each) : [each]));

const textOf = (element: XmlElement, name: string): string | undefined => {
  const holder = child(element, name);
  return holder && (child(holder, 'text')?.text ?? holder.text).trim();
};

const toolspecific = (element: XmlElement): readonly XmlElement[] => element.children.filter((each) => each.name === 'toolspecific');

/** ProM and PM4Py write exactly `$invisible$`; a longer text that merely holds it is a visible activity to both ProM and its published alignments. Stochastic nets write a property. */
const isInvisible = (transition: XmlElement): boolean =>
  toolspecific(transition).some(
    (tool) =>
      tool.attributes.activity === '$invisible$' ||
      tool.children.some((property) => property.attributes.key === 'invisible' && property.text.trim() === 'true'),
  );

/** More tokens than this in one place cannot be counted, or moved by one arc. */
const MOST_TOKENS = 60_000;

const hasTokens = (marking: Marking): boolean => Object.values(marking).some((tokens) => tokens > 0);

/**
 * Reads a place/transition net from PNML; rules for what a file leaves open are in the folder's README.
 * Everything wrong with the net comes in one `Fault('bad-model')`, by element id; what was assumed comes back as `problems`.
 */
export const parsePnml = (text: string): { readonly net: PetriNet; readonly problems: readonly Problem[] } => {
  const root = parseXml(text, 'PNML');
  const nets = root.name === 'pnml' ? root.children.filter((each) => each.name === 'net') : [];
  if (nets.length === 0)
    throw new Fault('bad-model', 'This file holds no Petri net.', {
      problems: [
        {
          message: `The root is <${root.name}>; a PNML file has <pnml> with a <net> in it.`,
          severity: 'error',
          place: { line: root.line },
        },
      ],
    });

  const errors: Problem[] = [];
  const problems: Problem[] = [];
  const error = (element: XmlElement, message: string, hint?: string): void => {
    errors.push({ message, severity: 'error', place: { line: element.line, element: element.attributes.id }, hint });
  };
  const remark = (message: string, element?: string, severity: 'warning' | 'info' = 'info'): void => {
    problems.push({ message, severity, place: element === undefined ? undefined : { element } });
  };
  const number = (element: XmlElement, name: string, what: string, least: number): number | undefined => {
    const found = textOf(element, name);
    if (found === undefined) return undefined;
    if (/^\d+$/.test(found) && Number(found) >= least && Number(found) <= MOST_TOKENS) return Number(found);
    error(
      element,
      `${what} is “${found}”, not a whole number from ${least} to ${MOST_TOKENS}.`,
      'Only place/transition nets without colours can be read.',
    );
    return undefined;
  };

  if (nets.length > 1)
    remark(`The file holds ${nets.length} nets; the first, “${nets[0].attributes.id ?? ''}”, was read.`, undefined, 'warning');
  const all = nodes(nets[0]);
  const known = new Map<string, XmlElement>();
  for (const node of all) {
    if (!/^(place|transition|referencePlace|referenceTransition)$/.test(node.name)) continue;
    const { id } = node.attributes;
    if (!id) error(node, `A ${node.name} has no id.`);
    else if (known.has(id)) error(node, `The id “${id}” is used twice.`);
    else known.set(id, node);
  }

  const resolve = (id: string | undefined): XmlElement | undefined => {
    const seen = new Set<string>();
    let at = id;
    while (at !== undefined && !seen.has(at)) {
      seen.add(at);
      const node = known.get(at);
      if (!node?.name.startsWith('reference')) return node;
      at = node.attributes.ref;
    }
    return undefined;
  };
  for (const node of known.values())
    if (node.name.startsWith('reference') && !resolve(node.attributes.id))
      error(node, `The ${node.name} “${node.attributes.id}” refers to nothing.`);

  const places = [...known.values()].filter((node) => node.name === 'place');
  const initial: Record<string, number> = {};
  for (const place of places) {
    const tokens = number(place, 'initialMarking', `The initial marking of place “${place.attributes.id}”`, 0);
    if (tokens) initial[place.attributes.id] = tokens;
  }

  const transitions = [...known.values()]
    .filter((node) => node.name === 'transition')
    .map((node) => {
      const { id } = node.attributes;
      const name = textOf(node, 'name');
      const element = toolspecific(node).find((tool) => tool.attributes.tool === OUR_TOOL)?.attributes.element;
      const invisible = isInvisible(node);
      if (!invisible && !name)
        remark(
          `Transition “${id}” has no name and is not marked invisible: it stands for an activity called “${id}”. Mark it with toolspecific activity="$invisible$" if it is routing only.`,
          id,
          'warning',
        );
      return { id, label: invisible ? null : name || id, ...(element === undefined ? {} : { element }) };
    });

  const arcs: { from: string; to: string; weight: number }[] = [];
  for (const arc of all) {
    if (arc.name !== 'arc') continue;
    const [from, to] = [resolve(arc.attributes.source), resolve(arc.attributes.target)];
    const name = arc.attributes.id ?? `${arc.attributes.source} → ${arc.attributes.target}`;
    if (!from) error(arc, `Arc “${name}” starts at “${arc.attributes.source ?? ''}”, which is not in the net.`);
    if (!to) error(arc, `Arc “${name}” ends at “${arc.attributes.target ?? ''}”, which is not in the net.`);
    const kind = textOf(arc, 'arctype') || child(arc, 'type')?.attributes.value || 'normal';
    if (kind !== 'normal')
      error(
        arc,
        `Arc “${name}” is of the kind “${kind}”.`,
        'Only normal arcs can be read: an inhibitor or reset arc would change what the net allows.',
      );
    const weight = number(arc, 'inscription', `The weight of arc “${name}”`, 1) ?? 1;
    if (!from || !to) continue;
    if (from.name === to.name) error(arc, `Arc “${name}” joins two ${from.name}s.`, 'Arcs run from a place to a transition or back.');
    else arcs.push({ from: from.attributes.id, to: to.attributes.id, weight });
  }

  if (!hasTokens(initial)) {
    const entered = new Set(arcs.map((arc) => arc.to));
    const starts = places.map((place) => place.attributes.id).filter((id) => !entered.has(id));
    for (const id of starts) initial[id] = 1;
    if (starts.length > 0)
      remark(`The file states no initial marking: one token was put in each place without incoming arcs (${starts.join(', ')}).`);
    else
      error(
        nets[0],
        'The net has no initial marking and no place without incoming arcs.',
        'State an initialMarking for the place in which a case starts.',
      );
  }

  const markings = (child(nets[0], 'finalmarkings')?.children ?? []).map((marking) => {
    const tokens: Record<string, number> = {};
    for (const entry of marking.children) {
      const place = resolve(entry.attributes.idref);
      const count = number(entry, 'text', `The final marking of place “${entry.attributes.idref}”`, 0);
      if (place?.name !== 'place')
        error(entry, `A final marking names “${entry.attributes.idref ?? ''}”, which is not a place of the net.`);
      else if (count) tokens[place.attributes.id] = count;
    }
    return tokens;
  });
  const stated = markings.filter(hasTokens);
  if (stated.length > 1) remark(`The file states ${stated.length} final markings; the first was taken.`, undefined, 'warning');
  const left = new Set(arcs.map((arc) => arc.from));
  const ends = places.map((place) => place.attributes.id).filter((id) => !left.has(id));
  const final: Marking = stated[0] ?? Object.fromEntries(ends.map((id) => [id, 1]));
  if (stated.length === 0) {
    if (ends.length > 0)
      remark(`The file states no final marking: one token in each place without outgoing arcs (${ends.join(', ')}) was taken.`);
    else
      error(nets[0], 'The net has no final marking and no place without outgoing arcs.', 'State in finalmarkings when a case is complete.');
  }

  if (errors.length > 0)
    throw new Fault(
      'bad-model',
      `This PNML net has ${errors.length === 1 ? 'an error' : `${errors.length} errors`}: ${errors[0].message}`,
      { problems: errors },
    );
  return { net: { places: places.map((place) => ({ id: place.attributes.id })), transitions, arcs, initial, final }, problems };
};

/** The net as PNML that ProM, PM4Py and `parsePnml` read back: same ids, labels, weights, markings and elements. */
export const printPnml = (net: PetriNet): string => {
  const named = (text: string): string => `<name><text>${escapeXml(text)}</text></name>`;
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<pnml xmlns="http://www.pnml.org/version-2009/grammar/pnml">',
    '<net id="net" type="http://www.pnml.org/version-2009/grammar/ptnet">',
    '<page id="page">',
    ...net.places.map(({ id }) => {
      const tokens = net.initial[id] ?? 0;
      const marking = tokens > 0 ? `<initialMarking><text>${tokens}</text></initialMarking>` : '';
      return `<place id="${escapeXml(id)}">${named(id)}${marking}</place>`;
    }),
    ...net.transitions.map(({ id, label, element }) => {
      const invisible = label === null ? '<toolspecific tool="ProM" version="6.4" activity="$invisible$"/>' : '';
      const drawn = element === undefined ? '' : `<toolspecific tool="${OUR_TOOL}" version="1" element="${escapeXml(element)}"/>`;
      return `<transition id="${escapeXml(id)}">${named(label ?? id)}${invisible}${drawn}</transition>`;
    }),
    ...net.arcs.map(({ from, to, weight }, i) => {
      const inscription = weight === 1 ? '' : `<inscription><text>${weight}</text></inscription>`;
      return `<arc id="arc${i}" source="${escapeXml(from)}" target="${escapeXml(to)}">${inscription}</arc>`;
    }),
    '</page>',
    '<finalmarkings><marking>',
    ...net.places.map(({ id }) => `<place idref="${escapeXml(id)}"><text>${net.final[id] ?? 0}</text></place>`),
    '</marking></finalmarkings>',
    '</net>',
    '</pnml>',
  ];
  return `${lines.join('\n')}\n`;
};
