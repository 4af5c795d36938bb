/** Sets of questions that sweep files describe: rows of people's own files, prompts and answers. */
@NullMarked
package org.dashsweep.data.questions;

import org.jspecify.annotations.NullMarked;
