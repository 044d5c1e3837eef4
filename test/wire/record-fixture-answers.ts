import { writeFileSync } from 'node:fs';
import { fixtureRoot } from '../support/fixtures.js';
import { fixtureAnswers } from './fixture-answers.js';

/** Writes what the answers to captured requests now are; read the difference before it is kept. */
for (const { case: name, ...recorded } of await fixtureAnswers()) {
  const text = `${JSON.stringify(recorded, null, 2)}\n`;
  writeFileSync(`${fixtureRoot}/${name}.answer.json`, text);
}
