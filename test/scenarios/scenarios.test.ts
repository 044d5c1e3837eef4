import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Service } from '../../src/service.js';
import { loadServices } from '../simulation/seeded-world.js';
import { playScenario } from './scenario-run.js';
import { parseScenarios } from './scenario-text.js';

const folder = 'test/scenarios';

/** Each scenario of each file is a test; `scenario-text.ts` tells how they are written. */
for (const file of readdirSync(folder).sort()) {
  if (!file.endsWith('.scenario')) continue;
  describe(`${folder}/${file}`, () => {
    let services: readonly Service[];

    before(async () => {
      services = await loadServices();
    });

    for (const scenario of parseScenarios(file, readFileSync(`${folder}/${file}`, 'utf8'))) {
      it(scenario.name, () => playScenario(scenario, services));
    }
  });
}

describe('a scenario file', () => {
  const wrong: readonly (readonly [text: string, message: string])[] = [
    ['load CPU 1m: 1', 'x:1: No scenario has begun.'],
    ['scenario quiet\nload CPU 1m: 1', 'x:1: The scenario expects nothing.'],
    ['scenario a\n\nlode CPU 1m: 1', "x:3: There is no verb 'lode'."],
    ['scenario a\nload CPU 1x: 1', 'x:2: A load is METRIC PERIOD [from TIME]: VALUE…'],
    ['scenario a\nload CPU 1m: 1 y', "x:2: 'y' is no value, hole or repetition."],
    ['scenario a\nat noon load CPU 1m: 1', "x:2: 'noon' is no time like 5m."],
    [
      'scenario a\nalarm Hot GreaterThanThreshold 8',
      'x:2: An alarm is NAME COMPARISON THRESHOLD M of N …',
    ],
    ['scenario a\nalarm Hot Less 8 1 of 1 above 3', "x:2: An alarm has no option 'above'."],
    ['scenario a\ngroup web 1-2', 'x:2: A group is NAME MIN..MAX [desired N] [zones a b] …'],
    ['scenario a\nstep out ChangeInCapacity: 0-10 +1', "x:2: '0-10 +1' is no step."],
    ['scenario a\nSetDesiredCapacity 4', "x:2: '4' is no Member=value."],
    ['scenario a\nexpect 1m OK', 'x:2: Without one alarm, what is expected must have a name.'],
    ['scenario a\nexpect desired 1m', "x:2: '1m' is no TIME with a VALUE behind it."],
  ];
  for (const [text, message] of wrong) {
    it(`is told where it is wrong: ${message}`, () => {
      expect(() => parseScenarios('x', text)).to.throw(message);
    });
  }
});
