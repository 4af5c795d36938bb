/**
 * Photos of subjects and the prompts they are pictured by, as in DreamBooth (Ruiz et al., 2023).
 */
@NullMarked
package org.dashsweep.data.dreambooth;

import org.jspecify.annotations.NullMarked;
