/** The part of bpmn-moddle that is used here; its own types are those of the BPMN elements only. */
declare module 'bpmn-moddle' {
  /** An element as the file has it: properties by their BPMN name, references resolved to elements. */
  export interface ModdleElement {
    readonly $type: string;
    readonly $parent?: ModdleElement;
    readonly id?: string;
    readonly name?: string;
    readonly [property: string]: unknown;
  }
  export interface ModdleWarning {
    readonly message: string;
    readonly property?: string;
  }
  export class BpmnModdle {
    fromXML(xml: string): Promise<{ readonly rootElement: ModdleElement; readonly warnings: readonly ModdleWarning[] }>;
  }
}
