/* What the files have in common that fill gaps. */

#ifndef FIXTEXT_BEAM_H
#define FIXTEXT_BEAM_H

/* Ways that are followed from gap to gap; fixtext/encodings/beam.py owns the number. */
#define BEAM 12

#endif
