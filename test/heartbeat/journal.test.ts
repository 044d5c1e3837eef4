import { expect } from 'chai';
import { Journal } from '../../src/heartbeat/journal.js';
import type { Look } from '../../src/service.js';

const at = new Date('2026-03-10T12:00:00Z');

function look(name: string, { hasChanged = false, weight = 7 } = {}): Look {
  return { at, hasChanged, weight, tell: () => ({ name }) };
}

function namesIn(journal: Journal, text: string): unknown[] {
  return journal.about({ text }).looks.map((each) => each.tell(at));
}

describe('the journal of decisions', () => {
  it('keeps the latest of a document, and the last that changed it', () => {
    const journal = new Journal({ looksMax: 2, weightMax: 1_000 });
    const names = ['a', 'b', 'c', 'd'];
    for (const name of names) {
      journal.note({ text: 'Hot' }, look(name, { hasChanged: name === 'b' }));
    }
    expect(namesIn(journal, 'Hot')).to.deep.equal([{ name: 'd' }, { name: 'c' }]);
    expect(journal.about({ text: 'Hot' }).lastChange?.tell(at)).to.deep.equal({ name: 'b' });
  });

  it('keeps the latest in their order, however many came before', () => {
    const journal = new Journal({ looksMax: 3, weightMax: 1_000 });
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const kept = names.map((name) => {
      journal.note({ text: 'Hot' }, look(name));
      return namesIn(journal, 'Hot').map((each) => (each as { readonly name: string }).name);
    });
    expect(kept.map((each) => each.join(''))).to.deep.equal([
      ...['a', 'ba', 'cba', 'dcb', 'edc', 'fed', 'gfe', 'hgf'],
    ]);
  });

  it('begins anew behind the one that it kept for want of room', () => {
    // A look weighs ten.
    const journal = new Journal({ looksMax: 3, weightMax: 35 });
    const kept = ['B', 'A', 'A', 'A', 'A'].map((text, index) => {
      journal.note({ text }, look(String(index)));
      return namesIn(journal, 'A').length;
    });
    expect(kept).to.deep.equal([0, 1, 2, 1, 2]);
    expect(namesIn(journal, 'A')).to.deep.equal([{ name: '4' }, { name: '3' }]);
  });

  it('keeps one of each while there is room, and then forgets what was seen longest ago', () => {
    // A look weighs ten.
    const journal = new Journal({ looksMax: 10, weightMax: 30 });
    for (const text of ['A', 'B', 'C', 'A', 'B', 'C']) journal.note({ text }, look(text));
    journal.note({ text: 'D' }, look('D'));
    expect(['A', 'B', 'C', 'D'].map((text) => namesIn(journal, text).length)).to.deep.equal([
      0, 1, 1, 1,
    ]);
  });

  it('forgets sooner what was looked at once than what was looked at again', () => {
    const journal = new Journal({ looksMax: 10, weightMax: 40 });
    for (const text of ['A', 'B', 'A', 'C', 'D', 'E']) journal.note({ text }, look(text));
    const kept = ['A', 'B', 'C', 'D', 'E'].map((text) => namesIn(journal, text).length);
    expect(kept).to.deep.equal([2, 0, 0, 1, 1]);
  });

  it('does not forget what somebody has asked about', () => {
    const journal = new Journal({ looksMax: 10, weightMax: 30 });
    journal.about({ text: 'A' });
    for (const text of ['A', 'B', 'C', 'D']) journal.note({ text }, look(text));
    expect(['A', 'B'].map((text) => namesIn(journal, text).length)).to.deep.equal([1, 0]);
  });
});
