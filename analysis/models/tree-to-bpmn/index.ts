import type { ProcessTree } from '../../schema/index.ts';
import { escapeXml } from '../formats/xml.ts';
import { reduceTree } from '../reduce-tree.ts';
import { drawTree, SIZE } from './layout.ts';

/** The tree as a BPMN 2.0 file of one process, laid out without overlaps or crossings. It allows what the tree allows. */
export const treeToBpmn = (tree: ProcessTree, name = 'Process'): string => {
  const { shapes, connections } = drawTree(reduceTree(tree));
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="Definitions" targetNamespace="http://bpmn.io/schema/bpmn" exporter="Desire Path">',
    `  <bpmn:process id="Process" name="${escapeXml(name)}" isExecutable="false">`,
    ...shapes.flatMap(({ id, kind, name: label }) => [
      `    <bpmn:${kind} id="${id}"${label === null ? '' : ` name="${escapeXml(label)}"`}>`,
      ...connections.filter(({ to }) => to === id).map((each) => `      <bpmn:incoming>${each.id}</bpmn:incoming>`),
      ...connections.filter(({ from }) => from === id).map((each) => `      <bpmn:outgoing>${each.id}</bpmn:outgoing>`),
      `    </bpmn:${kind}>`,
    ]),
    ...connections.map(({ id, from, to }) => `    <bpmn:sequenceFlow id="${id}" sourceRef="${from}" targetRef="${to}" />`),
    '  </bpmn:process>',
    '  <bpmndi:BPMNDiagram id="Diagram">',
    '    <bpmndi:BPMNPlane id="Plane" bpmnElement="Process">',
    ...shapes.flatMap(({ id, kind, x, y }) => [
      `      <bpmndi:BPMNShape id="${id}_di" bpmnElement="${id}"${kind === 'exclusiveGateway' ? ' isMarkerVisible="true"' : ''}>`,
      `        <dc:Bounds x="${x}" y="${y}" width="${SIZE[kind].width}" height="${SIZE[kind].height}" />`,
      '      </bpmndi:BPMNShape>',
    ]),
    ...connections.flatMap(({ id, points }) => [
      `      <bpmndi:BPMNEdge id="${id}_di" bpmnElement="${id}">`,
      ...points.map(({ x, y }) => `        <di:waypoint x="${x}" y="${y}" />`),
      '      </bpmndi:BPMNEdge>',
    ]),
    '    </bpmndi:BPMNPlane>',
    '  </bpmndi:BPMNDiagram>',
    '</bpmn:definitions>',
  ];
  return `${lines.join('\n')}\n`;
};
