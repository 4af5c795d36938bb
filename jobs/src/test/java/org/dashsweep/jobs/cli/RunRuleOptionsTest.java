package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.dashsweep.jobs.run.driver.RunSettings;
import org.dashsweep.jobs.run.protocol.RunRules;
import org.dashsweep.jobs.run.protocol.StopRules;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

final class RunRuleOptionsTest {
  @Command
  private static final class Options {
    @Mixin private RunRuleOptions rules = new RunRuleOptions();
  }

  @Test
  void withoutOptionsARunKeepsToTheDefaultsOfCode() {
    Options options = new Options();
    new CommandLine(options).parseArgs();
    assertThat(options.rules.rules()).isEqualTo(RunRules.DEFAULT);
    assertThat(options.rules.stopRules()).isEqualTo(StopRules.DEFAULT);
    assertThat(options.rules.leaseTimeout()).isEqualTo(RunSettings.Times.DEFAULT.lease());
  }
}
