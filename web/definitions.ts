/** What every number on the screen means: the product's own words. A dotted underline opens the entry. */
export interface Definition {
  readonly title: string;
  readonly text: string;
  readonly unit?: string;
  readonly formula?: string;
  /** What could mislead. */
  readonly caution?: string;
}

const define = <const D extends Readonly<Record<string, Definition>>>(it: D): Readonly<Record<keyof D, Definition>> => it;

export const definitions = define({
  case: { title: 'Case', text: 'One run of the workflow, such as one order or one request: all events that share a case id.' },
  event: { title: 'Event', text: 'One row of the source: something happened in a case at a time.' },
  instance: {
    title: 'Activity instance',
    text: 'One piece of work. Where the log records its start and its completion, the two events are paired into one instance.',
    caution: 'Without start times, every event is an instance of its own.',
  },
  activity: { title: 'Activity', text: 'What was done, by the name that the log gives it.' },
  variant: {
    title: 'Variant',
    text: 'A sequence of activities that cases follow from their first event to their last. Cases with exactly the same sequence belong to one variant.',
    caution: 'Variants are numbered by frequency in the whole log; a filter does not renumber them.',
  },
  'throughput-time': {
    title: 'Throughput time',
    text: 'How long a case takes from its first event to its last, in calendar time: nights and weekends count.',
    unit: 'duration',
    formula: 'last end − first start',
  },
  median: { title: 'Median', text: 'Half of the values lie below it, half above. A few extreme cases do not move it.' },
  p90: { title: 'p90', text: 'Nine in ten values lie at or below it: what the slow tenth begins with.' },
  'waiting-time': {
    title: 'Waiting time',
    text: 'The time between the end of one activity and the start of the next in the same case.',
    unit: 'duration',
    formula: 'next start − end, 0 where they overlap',
    caution: 'Without start times, waiting and work cannot be told apart: the time between two ends holds both.',
  },
  'working-time': {
    title: 'Working time',
    text: 'The time from the start of an activity to its end.',
    unit: 'duration',
    caution: 'Known only where the log records starts. It is never guessed.',
  },
  share: {
    title: 'Share of cases',
    text: 'Cases to which it applies, out of the cases that the filter leaves.',
    formula: 'cases with it ÷ cases',
  },
  interval: {
    title: '95 % interval',
    text: 'If the log is a sample of how the work goes, the true share lies in this range 95 times in 100. Few cases make it wide.',
    formula: 'Wilson score interval',
  },
  fitness: {
    title: 'Fitness',
    text: 'How much of what happened the document allows. 1 means every case follows the document exactly.',
    unit: '0–1',
    formula: '1 − Σ cost ÷ Σ (events + shortest run)',
    caution: 'The cost of a case is the smallest number of steps skipped and steps added that explains it.',
  },
  'token-replay': {
    title: 'Token replay',
    text: 'A second fitness, as textbooks and other tools give it: the share of tokens that are neither lacking nor left over when each case is played on the document’s net.',
    unit: '0–1',
    formula: '½ (1 − missing ÷ consumed) + ½ (1 − remaining ÷ produced)',
    caution:
      'A guess (≈) where the net has routing without steps, or several steps of one name. Steps that the document does not know are passed over.',
  },
  conforming: { title: 'Conforming case', text: 'A case that the document allows exactly as it happened: no step skipped, none added.' },
  'exception-rate': {
    title: 'Exception rate',
    text: 'The share of cases that leave the documented workflow at least once.',
    formula: 'cases with cost > 0 ÷ cases',
  },
  skipped: { title: 'Skipped step', text: 'The document asks for a step here, and the case did without it.' },
  unexpected: { title: 'Unexpected step', text: 'The case did a step here that the document has no place for.' },
  handoff: {
    title: 'Handoff',
    text: 'Work that passes from one team to another: two activities in succession in a case, done by different teams.',
  },
  'handoff-wait': {
    title: 'Handoff wait',
    text: 'The time between the end of the work in one team and its start in the next.',
    unit: 'duration',
  },
  rework: { title: 'Rework', text: 'An activity that a case does again after it was done once.' },
  bottleneck: {
    title: 'Share of waiting',
    text: 'How much of all the waiting in the log happens here: the places at the top are where shortening the wait helps most.',
    formula: 'total wait here ÷ total wait',
  },
  overhead: {
    title: 'Management overhead',
    text: 'Effort spent on approving, checking, tracking, documenting and coordinating, out of all effort.',
    formula: 'effort of managing activities ÷ all effort',
    caution: 'Without start times effort is unknown, and the share of touches is shown instead.',
  },
  touch: { title: 'Touch', text: 'One activity instance: one time that somebody had to take the work up.' },
  soundness: {
    title: 'Soundness',
    text: 'Whether every run that the document allows can still reach its end, ends cleanly, and no step of it is unreachable.',
  },
  ties: {
    title: 'Ties',
    text: 'Cases in which several activities carry the same time. Their order is the order of the rows in the source.',
    caution: 'Many ties mean that the order within a case is partly a guess of the source.',
  },
  unpaired: {
    title: 'Unpaired',
    text: 'Starts without a completion, or completions without a start. They are kept; a duration that needs the missing half is unknown.',
  },
});
export type DefinitionId = keyof typeof definitions;
