import { expect } from 'chai';
import { existsSync, readFileSync } from 'node:fs';
import { fixtureRoot } from '../support/fixtures.js';
import { type FixtureAnswer, fixtureAnswers } from './fixture-answers.js';

const advice = 'read the difference; if it is meant, run dist/test/wire/record-fixture-answers.js';

describe('the answers to captured requests', () => {
  let answers: readonly FixtureAnswer[];

  before(async () => {
    answers = await fixtureAnswers();
  });

  it('are those recorded beside them', () => {
    const recorded = answers.filter(({ case: name }) => existsSync(fileOf(name)));
    expect(recorded.length).to.be.above(0);
    for (const { case: name, ...answer } of recorded) {
      const known: unknown = JSON.parse(readFileSync(fileOf(name), 'utf8'));
      expect(answer, `${name}: ${advice}`).to.deep.equal(known);
    }
  });

  it('tell the same to every client in every protocol', () => {
    const firsts = new Map<string, FixtureAnswer>();
    for (const each of answers) {
      const input = readFileSync(`${fixtureRoot}/${each.case}.input.json`, 'utf8');
      const asked = `${each.operation} ${input}`;
      const first = firsts.get(asked) ?? each;
      firsts.set(asked, first);
      expect(each.answer, `${each.case} beside ${first.case}`).to.deep.equal(first.answer);
    }
    expect(firsts.size).to.be.below(answers.length);
  });
});

function fileOf(name: string): string {
  return `${fixtureRoot}/${name}.answer.json`;
}
