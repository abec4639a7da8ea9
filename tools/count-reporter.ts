import type { Reporter, TestModule } from 'vitest/node';

/** Ends a run with one line for machines: `N passed, M failed`. A file that does not load and an error outside of tests count as failed. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
    const count = (state: string): number => states.filter((one) => one === state).length;
    const broken = modules.filter((module) => module.errors().length > 0).length;
    const failed = count('failed') + broken + unhandled.length;
    // Other reporters still print their summaries after this hook. A run that failed before its first test is no clean run.
    process.on('exit', (exitCode) => {
      process.stdout.write(`${count('passed')} passed, ${Math.max(failed, exitCode === 0 ? 0 : 1)} failed\n`);
    });
  }
}
