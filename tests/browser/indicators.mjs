// The model in figures.
import { look, ok, open, said } from './tools.mjs';

/** A leader looks at the model's figures; with few families they are hidden, and the cases behind can be opened. */
export async function indicators(henrik) {
  await open(henrik, '/kvalitet/modellen');
  ok(/Modellen i tal/.test(await said(henrik)), 'the model has a page');
  await look(henrik, 'modellen');
  for (const fold of await henrik.locator('main details > summary').all()) await fold.click();
  await look(henrik, 'modellen-kvartaler');
  const link = henrik.locator('main a', { hasText: 'Se sagerne' }).first();
  if ((await link.count()) > 0) {
    await link.click();
    await henrik.waitForLoadState('networkidle');
    await look(henrik, 'modellen-sager');
  }
}
