// Meetings in a calendar: one's own list, the file of a meeting, and the private feed, read by another calendar's parser.
import ICAL from 'ical.js';
import { choose, day, fill, look, ok, open, pdf, press, said } from './tools.mjs';

/** Reads a file as a calendar does, and answers the method and the events. */
function read(text, what) {
  const lines = text.split('\r\n');
  ok(lines.every((line) => Buffer.byteLength(line) <= 75), `${what}: no line is longer than 75 octets`);
  const calendar = new ICAL.Component(ICAL.parse(text));
  ok(calendar.getFirstPropertyValue('version') === '2.0', `${what} is a calendar`);
  const events = calendar.getAllSubcomponents('vevent').map((one) => new ICAL.Event(one));
  return { method: calendar.getFirstPropertyValue('method'), events };
}

/** Nothing that tells whom it is about. */
const tellsNobody = (text, what) => ok(!/Magnus|Holm|Rebslagervej|diabetes/.test(text), `${what} names nobody`);

/** A meeting is planned, put in a calendar, and stands in the list and in the feed. */
export async function calendar(karen, caseAt, today) {
  const on = day(today, 10);
  await open(karen, `${caseAt}/moeder/ny?slags=netvaerksmoede`);
  await fill(karen, { titel: 'Møde om Magnus Holms diabetes', dag: on, fra: '10.00', minutter: '60', sted: 'Rådhustorvet 1', lokale: 'Lokale 4' });
  await choose(karen, 'hvor', 'os');
  await press(karen, 'Planlæg mødet');
  const meeting = new URL(karen.url()).pathname;
  ok(/\/moeder\/[0-9a-f-]{36}$/.test(meeting), `the meeting has a page (${meeting})`);
  await pdf(karen, karen.locator('main a', { hasText: 'Dagsorden som PDF' }), 'dagsorden');

  const link = karen.locator('main a', { hasText: 'Hent kalenderfil' });
  const answer = await karen.context().request.get(await link.getAttribute('href'));
  ok(answer.status() === 200 && /text\/calendar/.test(answer.headers()['content-type']), `a calendar file (${answer.status()})`);
  const text = await answer.text();
  const file = read(text, 'the file');
  ok(file.method === 'REQUEST' && file.events.length === 1, 'the file invites to one meeting');
  const [event] = file.events;
  ok(/^Møde, sag \d{4}-\d{6}$/.test(event.summary), `it says the case's number (${event.summary})`);
  ok(event.location === 'Rådhustorvet 1, Lokale 4', `and the room (${event.location})`);
  ok(event.endDate.subtractDate(event.startDate).toSeconds() === 3600, 'it lasts an hour');
  const local = new Intl.DateTimeFormat('da-DK', { timeZone: 'Europe/Copenhagen', hour: '2-digit', minute: '2-digit' });
  ok(local.format(event.startDate.toJSDate()) === '10.00', `at ten by the clock here (${local.format(event.startDate.toJSDate())})`);
  tellsNobody(text, 'the file');

  await open(karen, '/moeder');
  ok(/10\.00-11\.00/.test(await said(karen)), 'the meeting stands in the list');
  await look(karen, 'moeder');
  await open(karen, `/moeder?fra=${day(today, 200)}`);
  await look(karen, 'moeder-tom');

  await open(karen, '/kalender');
  await look(karen, 'kalender');
  await press(karen, 'Lav en adresse');
  const address = await karen.getByLabel('Adresse til kalenderen').inputValue();
  ok(/\/kalender\/[0-9a-f]{64}\.ics$/.test(address), 'the address is shown once');
  await look(karen, 'kalender-adresse');
  // As a calendar asks: without being signed in.
  const feed = await fetch(address);
  const fed = await feed.text();
  const list = read(fed, 'the feed');
  ok(list.method === 'PUBLISH' && list.events.some((one) => one.uid === event.uid), 'the feed holds the meeting');
  tellsNobody(fed, 'the feed');
  await open(karen, '/kalender');
  ok(!(await karen.content()).includes(address.split('/').pop()), 'and never again');
  await look(karen, 'kalender-aaben');
  await press(karen, 'Luk kalenderen');
  ok((await fetch(address)).status === 404, 'a closed calendar opens no more');

  await open(karen, '/vaerktoejskasse/moeder/koordinerende-moede');
  ok(/højst 1 time/.test(await said(karen)), 'the toolbox says how long it may last');
  await look(karen, 'vaerktoejskasse-moede');
}
