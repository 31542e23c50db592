// The stamkort of a case: what a newcomer reads first, what it lacks, and going through it.
import { look, ok, open, pdf, press, said } from './tools.mjs';

/** Karen reads the stamkort, goes through it, and prints it. */
export async function masterRecord(karen, caseAt) {
  await open(karen, `${caseAt}/stamkort`);
  ok(/Udfyldt: \d+ af \d+/.test(await said(karen)), 'the stamkort says how complete it is');
  await look(karen, 'stamkort');
  await press(karen, 'Gennemgået i dag');
  ok(/Stamkortet er gennemgået i dag/.test(await karen.locator('body').innerText()), 'the stamkort is gone through');
  await pdf(karen, karen.getByRole('link', { name: 'Hent stamkortet som PDF' }), 'stamkort');
}
