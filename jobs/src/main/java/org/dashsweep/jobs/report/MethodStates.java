package org.dashsweep.jobs.report;

import org.dashsweep.adapter.MethodType;
import org.dashsweep.adapter.Methods;

/** Labels of the methods of trials, by the state that was evaluated. */
final class MethodStates {
  private MethodStates() {}

  /** Behind a method whose directions were not there yet, such as " before its launch (LoRA)". */
  static String beforeLaunch(String method) {
    return " before its launch" + former(method, "");
  }

  /** Behind a method of a trial whose row does not say which state was evaluated. */
  static String unknown(String method) {
    return " in a state not recorded" + former(method, "perhaps ");
  }

  private static String former(String method, String how) {
    return Methods.named(method)
        .flatMap(MethodType::beforeLaunch)
        .map(former -> " (" + how + former.title() + ")")
        .orElse("");
  }

  /** Whether the trials of a method are another one's until its launch. */
  static boolean launches(String method) {
    return Methods.named(method).flatMap(MethodType::beforeLaunch).isPresent();
  }

  /** Whether a method trains the task's head alone. */
  static boolean trainsHeadAlone(String method) {
    return Methods.named(method).map(MethodType::trainsHeadAlone).orElse(false);
  }
}
