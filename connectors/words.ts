/** The roles that a word in a column's name speaks for. */
export type WordRole =
  | 'case'
  | 'activity'
  | 'time'
  | 'start'
  | 'end'
  | 'resource'
  | 'team'
  | 'transition'
  | 'instance'
  | 'id'
  | 'measure'
  | 'name';

/** By language: English, German, French, Spanish, Italian, Dutch, Portuguese (and what several share). Without accents. */
const vocabulary: Readonly<Record<WordRole, string>> = {
  case: `case ticket order incident trace process claim request invoice application customer patient deal issue shipment contract declaration loan po case_id
    vorgang fall auftrag bestellung antrag akte vorfall rechnung schaden
    dossier commande cas demande facture sinistre affaire
    caso pedido solicitud expediente factura siniestro
    pratica ordine richiesta fattura
    zaak order aanvraag dossier melding factuur
    processo pedido caso solicitacao fatura chamado
    number incidentid sr sd im`,
  activity: `activity event task step action operation status state stage phase function taskname eventname
    aktivitat tatigkeit schritt aufgabe arbeitsschritt ereignis vorgangsschritt aktion zustand
    activite tache etape evenement statut etat
    actividad tarea paso evento estado accion etapa
    attivita compito passo fase stato azione
    activiteit taak stap gebeurtenis handeling
    atividade tarefa passo situacao acao`,
  time: `time date timestamp datetime at when stamp on ts occurred dt day
    zeit datum zeitpunkt zeitstempel uhrzeit wann am
    heure horodatage moment
    fecha hora tiempo momento
    data ora tempo orario
    tijd tijdstip datumtijd
    hora tempo momento data`,
  start: `start started begin began starttime startdate starttimestamp startet from opened
    beginn anfang startzeit beginnzeit
    debut commencement
    inicio comienzo
    inizio
    begin aanvang starttijd
    inicial`,
  end: `end ended complete completed completion finish finished stop endtime enddate completetime finishtime done
    ende endzeit abschluss fertig
    fin termine cloture
    final termino
    fine
    einde eindtijd
    fim conclusao`,
  resource: `resource user agent owner assignee employee operator worker person performer originator clerk actor staff handler username who assigned by analyst
    bearbeiter mitarbeiter benutzer ressource sachbearbeiter person
    utilisateur ressource agent employe acteur
    recurso usuario empleado responsable
    risorsa utente addetto operatore
    medewerker gebruiker behandelaar
    usuario funcionario atendente`,
  team: `team group dept department role queue org unit division organisation organization squad
    gruppe abteilung rolle bereich stelle
    groupe equipe service departement
    equipo grupo departamento rol area
    gruppo reparto ruolo squadra
    afdeling groep rol
    equipe setor departamento grupo funcao`,
  transition: 'transition lifecycle eventtype event_type lifecycletransition',
  instance: 'instance instanceid activityinstance',
  id: 'id nr no num number key code identifier nummer numero ref reference kennung schlussel uuid guid #',
  measure: `amount cost costs price value total sum count duration quantity qty score rate percent age weight index minutes hours seconds days length
    betrag kosten preis wert summe anzahl dauer menge
    montant cout prix nombre duree quantite
    importe coste precio valor cantidad duracion
    importo costo prezzo quantita durata
    bedrag kosten prijs aantal duur
    montante custo preco quantidade duracao`,
  name: 'name label title description bezeichnung nom nombre nome naam text',
};

const rolesOf = new Map<string, Set<WordRole>>();
for (const [role, list] of Object.entries(vocabulary))
  for (const word of list.split(/\s+/)) rolesOf.set(word, (rolesOf.get(word) ?? new Set()).add(role as WordRole));

/** A word of a column's name, lower case and without accents, with the roles that it speaks for. */
export interface Word {
  readonly text: string;
  readonly roles: readonly WordRole[];
}

/** The words of a column's name: `CaseID`, `case_id`, `case:id` and `Case ID` all give case, id. */
export const words = (name: string): readonly Word[] =>
  name
    .slice(0, 200)
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}#]+/u)
    .filter((text) => text !== '')
    .map((text) => ({ text, roles: [...(rolesOf.get(text) ?? joined(text))] }));

/** `caseid`, `starttime`, `startdatum`: two known words without a space. */
const joined = (text: string): Set<WordRole> => {
  if (text.length < 5) return new Set();
  for (let cut = 3; cut <= text.length - 2; cut++) {
    const [first, second] = [rolesOf.get(text.slice(0, cut)), rolesOf.get(text.slice(cut))];
    if (first && second && (cut >= 4 || text.length - cut >= 4)) return new Set([...first, ...second]);
  }
  return new Set();
};
