/** Metrics of pictures of a subject: DINO, CLIP-I and CLIP-T (Ruiz et al., 2023, section 4.2). */
@NullMarked
package org.dashsweep.evaluation.subject;

import org.jspecify.annotations.NullMarked;
