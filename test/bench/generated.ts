import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { random } from '../../fixtures/random.ts';

const ACTIVITIES = 25;
const PEOPLE = 300;
const TEAMS = 20;

/**
 * Writes a CSV log of `cases` cases with ten events on average: 25 activities, 300 people in 20 teams, cases interleaved in time.
 * Returns the number of events. The same numbers of cases give the same bytes.
 */
export const writeLog = async (path: string, cases: number): Promise<number> => {
  const chance = random(cases);
  const file = createWriteStream(path, { highWaterMark: 1 << 20 });
  file.write('case,activity,time,resource,team\n');
  let events = 0;
  let lines: string[] = [];
  const start = Date.UTC(2024, 0, 1);
  for (let c = 0; c < cases; c++) {
    let at = start + c * 7_000;
    let activity = chance.whole(0, 2);
    const length = 5 + chance.whole(0, 10);
    for (let i = 0; i < length; i++) {
      const person = chance.whole(0, PEOPLE - 1);
      lines.push(`C${c},Activity ${activity},${new Date(at).toISOString()},Person ${person},Team ${person % TEAMS}\n`);
      at += Math.round(chance.skewed(3_600_000, 1));
      activity = chance.chance(0.75) ? (activity + 1) % ACTIVITIES : chance.whole(0, ACTIVITIES - 1);
    }
    events += length;
    if (lines.length > 20_000) {
      if (!file.write(lines.join(''))) await once(file, 'drain');
      lines = [];
    }
  }
  file.end(lines.join(''));
  await once(file, 'close');
  return events;
};
