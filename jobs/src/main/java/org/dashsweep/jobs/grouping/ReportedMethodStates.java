package org.dashsweep.jobs.grouping;

import org.dashsweep.adapter.MethodType;
import org.dashsweep.adapter.Methods;

/** Labels of the methods of trials, by the state that was evaluated. */
public final class ReportedMethodStates {
  private ReportedMethodStates() {}

  /** Behind a method whose directions were not there yet, such as " before its launch (LoRA)". */
  public static String beforeLaunch(String method) {
    return Methods.named(method)
        .flatMap(MethodType::beforeLaunch)
        .map(former -> " before its launch (" + former.title() + ")")
        .orElse(" before its launch");
  }

  /** Tells whether the trials of a method train; those of a method that is not known do. */
  public static boolean trains(String method) {
    return Methods.named(method).map(MethodType::trains).orElse(true);
  }

  /** The method as tables show it: one that trains nothing is the untuned model. */
  public static String shown(String method) {
    return trains(method) ? method : method + " (untuned)";
  }

  /** Tells whether a method trains the task's head alone. */
  public static boolean trainsHeadAlone(String method) {
    return Methods.named(method).map(MethodType::trainsHeadAlone).orElse(false);
  }
}
