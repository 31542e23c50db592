// The way from child to adult: the board, one young person, and the school's list from a file to the pupils nobody knows.
import { fill, look, ok, open, press, said, unfold } from './tools.mjs';

/** What a spreadsheet saves in a Danish office: Windows-1252, semicolons, one pupil nobody knows and one mistake. */
const list = Buffer.from(
  'Navn;CPR-nr.;Skole;Klasse\r\n"Ægidius; Søren";780612-9921;Østre Skole;8\r\n\r\nLis Bro;331299-9922;Østre Skole;9\r\n',
  'latin1',
);

/** The leader of the children's department finds somebody on the board, and takes the school's list in. */
export async function transition(henrik) {
  await open(henrik, '/overgang');
  ok(/unge?[.,]/.test(await said(henrik)), 'the board says how many young people there are');
  await look(henrik, 'overgang');
  await open(henrik, '/overgang?vis=liste');
  await look(henrik, 'overgang-liste');

  await open(henrik, '/overgang/liste');
  await henrik.locator('input[type=file]').setInputFiles({ name: '8-10-klasse.csv', mimeType: 'text/csv', buffer: list });
  await press(henrik, 'Se listen igennem');
  ok(/Ægidius; Søren/.test(await said(henrik)), 'the list is read whatever it was written in');
  ok(/CPR-nummer: /.test(await said(henrik)), 'what is wrong stands on its row');
  await look(henrik, 'skolens-liste-set-igennem');
  await press(henrik, 'Hent listen ind');
  ok((await henrik.locator('.form-error-message').count()) > 0, 'a list that rests on nothing is not taken in');
  await henrik.locator('label[for="grundlag"]').click();
  await fill(henrik, { ord: 'Forældrene har skrevet under på skolens skema.' });
  await henrik.locator('label[for="udelad"]').click();
  await press(henrik, 'Hent listen ind');
  ok(/Ægidius/.test(await said(henrik)), 'a pupil nobody knows waits for a decision');
  await look(henrik, 'skolens-liste');

  await unfold(henrik, 'Tag stilling');
  await press(henrik, 'Opret, og tag med på tavlen');
  await look(henrik, 'en-ung');
  await press(henrik, 'Tag med i overgangen');
  ok(/I overgang/.test(await said(henrik)), 'the preparation begins in a case of its own');
  await look(henrik, 'en-ung-i-overgang');
}
