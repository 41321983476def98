/** Nodes by id: a BPMN tag, optionally with attributes and content, as `['task', 'name="A"', '<…/>']`. */
type Nodes = Readonly<Record<string, string | readonly [tag: string, attributes: string, content?: string]>>;

/** The inside of a process: nodes, and flows as chains of ids, `'s a b e'`. A task's name is its id unless attributes say otherwise. */
export const drawn = (nodes: Nodes, ...chains: readonly string[]): string => {
  const elements = Object.entries(nodes).map(([id, node]) => {
    const [tag, attributes, content = ''] = typeof node === 'string' ? [node, '', ''] : node;
    const named = /task|subProcess|callActivity/i.test(tag) && !attributes.includes('name=') ? ` name="${id}"` : '';
    return `<${tag} id="${id}"${named} ${attributes}>${content}</${tag}>`;
  });
  const flows = chains.flatMap((chain) => {
    const ids = chain.split(' ');
    return ids.slice(1).map((to, i) => `<sequenceFlow id="${ids[i]}_${to}" sourceRef="${ids[i]}" targetRef="${to}"/>`);
  });
  return [...elements, ...flows].join('\n');
};

/** A BPMN file around one or more processes. */
export const file = (...inside: readonly string[]): string =>
  `<?xml version="1.0"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="t">
${inside.join('\n')}
</definitions>`;

export const process = (inside: string, id = 'p'): string => `<process id="${id}">\n${inside}\n</process>`;
