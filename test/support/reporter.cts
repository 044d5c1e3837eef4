import Mocha = require('mocha');

/**
 * Mocha's own report, and behind it one line that a machine reads: `N passed, N failed, N skipped`.
 * Mocha loads a reporter with require, hence the one file that is no ES module.
 */
class Reporter extends Mocha.reporters.Dot {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats;
      process.stdout.write(`${passes} passed, ${failures} failed, ${pending} skipped\n`);
    });
  }
}

export = Reporter;
