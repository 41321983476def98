declare module 'bpmn-js/dist/assets/diagram-js.css';
