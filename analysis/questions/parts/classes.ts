import { z } from 'zod';
import { dialect, total } from '../../dialect.ts';
import { activityClass } from '../../schema/index.ts';
import { join, type Sql, sql } from '../../sql.ts';
import { duration, gap, occurrences } from './steps.ts';

/**
 * Words that give away what an activity is for, as parts of its name in small letters: English, German, French, Spanish, Portuguese, Italian, Dutch.
 * A word after `\b` must begin there. The first class with a word in the name is proposed, so the more telling come first; `core` if none has.
 */
const words: readonly (readonly [cls: z.output<typeof activityClass>, parts: readonly string[]])[] = [
  [
    'approve',
    [
      'approv|authori[sz]|sign[ -]?off|\\breject|\\bdecline|endors|\\bpermit\\b',
      'genehmig|freigabe|freigeben|freigegeben|ablehn|abgelehnt|bewillig',
      'approuv|approbat|autoris|homolog|rejet|refus',
      'aprob|aprov|autoriz|rechaz|rejei|approvaz|autorizz|rifiut',
      'goedkeur|goedgekeurd|akkoord|afwijz|afgewezen|afkeur',
    ],
  ],
  [
    'check',
    [
      '\\bcheck|verif|validat|\\breview|inspect|\\baudit|\\bcontrol|\\btest|examin|assess|reconcil|\\bmatch|quality|\\bcompare',
      'prüf|pruef|kontroll|begutacht|abgleich|abnahme',
      'vérif|contrôl|valider|inspection|révis',
      'comprob|revisa|inspec|confer[ie]|valida|controlla|esamin|verific',
      'controle|toets|beoordel|keuring|nazien',
    ],
  ],
  [
    'coordinate',
    [
      '\\bassign|reassign|forward|transfer|escalat|\\bmeeting|schedul|\\bplan\\b|\\bplanning|coordinat|notif|\\binform\\b|remind|follow[ -]?up',
      '\\bask\\b|\\bawait|\\bwait\\b|waiting|\\bcontact|\\bdiscuss|hand ?over|\\bqueue|clarif|request (more |further |additional |missing )?info|dispatch',
      'weiterleit|zuweis|zuteil|abstimm|koordin|termin|benachricht|erinner|rückfrag|rueckfrag|besprech|übergabe|eskal',
      'transmett|transmis|transfér|affect(er|ation)|coordon|réunion|relanc|planifi',
      'asignar|asignac|reenvi|reunión|recordator|encaminh|atribu|reuni[aã]o|inoltr|assegn|riunion|sollecit',
      'toewijz|doorstur|overleg|informer|inplannen|herinner',
    ],
  ],
  [
    'track',
    [
      '\\brecord|\\bregist|\\blog\\b|\\blogg|\\btrack|monitor|\\bstatus|\\benter\\b|time ?sheet|\\bbook(ed|ing)? time|data entry',
      'erfass|verbuch|verfolg|überwach|ueberwach|eintrag|einbuch',
      'enregistr|\\bsuivi|saisi[re]|seguim|\\bacompanh|tracci|inserim',
      'registr|vastleg|bijhoud|volgen',
    ],
  ],
  [
    'document',
    [
      'document|\\breport|archiv|\\bminutes\\b|\\bmemo|\\bwrite[ -]?up|\\bfiling\\b|\\bfile (the|case|docu|claim form)|\\bprint|\\bscan|write (report|summary|minutes)',
      'dokument|bericht|protokoll|ablage|ablegen',
      'rédig|rapport|compte[ -]rendu|classement',
      'informe\\b|relat[óo]rio|relazion|verslag',
    ],
  ],
];

/** Words that say that work was refused, sent back or changed. */
const sentBack = [
  '\\breject|\\bdeclin|\\brefus|\\bden(y|ied)|\\breturn|send(s|ing)? back|sent back|\\bchange|\\bcorrect|\\bamend|\\brevis|\\brework|resubmi|\\badjust|\\bmodif',
  'ablehn|abgelehnt|zurückweis|zurückgew|korrig|korrekt|änder|ueberarbeit|überarbeit',
  'rejet|renvoy|corrig|rechaz|deneg|devol|correg|rejei|recus|alterar|rifiut|respin|corregg',
  'afwijz|afgewez|weiger|wijzig|gewijzigd',
].join('|');

/** Whether an activity's name says that work was refused, sent back or changed. */
export const sendsBack = (activity: Sql): Sql => dialect.matches(sql`lower(cast(${activity} AS VARCHAR))`, sentBack);

/** What each activity is for, where a person has said so. */
export const classesParam = z
  .record(z.string(), activityClass)
  .default({})
  .meta({ title: 'Classes', description: 'What activities are for, where that was confirmed or corrected: by activity.' });

/** What is proposed for an activity from its name. */
const proposed = (activity: Sql): Sql => {
  const named = sql`lower(cast(${activity} AS VARCHAR))`;
  return sql`case ${join(
    words.map(([cls, parts]) => sql`when ${dialect.matches(named, parts.join('|'))} then ${cls}`),
    ' ',
  )} else 'core' end`;
};

/** Every activity with what it is for: (activity, class, proposed, confirmed). */
export const classified = (classes: z.output<typeof classesParam>): Sql => {
  const given = Object.entries(classes).map(([activity, cls]) => sql`(${activity}, ${cls})`);
  const told =
    given.length > 0
      ? sql`select * from (values ${join(given)}) AS said (activity, class)`
      : sql`select '' AS activity, '' AS class where false`;
  return sql`(
    select named.activity AS activity, coalesce(told.class, named.proposed) AS class, named.proposed AS proposed, told.class is not null AS confirmed
    from (select activity, ${proposed(sql`activity`)} AS proposed from (select distinct activity from ${occurrences}) AS each) AS named
    left join (${told}) AS told on told.activity = cast(named.activity AS VARCHAR))`;
};

/** Every activity with what it is for and what it takes: (activity, class, proposed, confirmed, touches, timed, effort, wait), effort and wait in µs. */
export const burden = (classes: z.output<typeof classesParam>): Sql => sql`(
  select classified.activity AS activity, class, proposed, confirmed, touches, timed, effort, coalesce(wait, 0) AS wait
  from ${classified(classes)} AS classified
    join (
      select activity, count(*) AS touches, count(us) AS timed, ${total(sql`us`)} AS effort
      from (select activity, ${duration} AS us from event) group by activity) AS own
      on own.activity = classified.activity
    left join (
      select next_activity AS activity, ${total(gap)} AS wait from event where next_activity is not null group by next_activity) AS waited
      on waited.activity = classified.activity)`;
