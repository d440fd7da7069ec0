/* Ways that end with a region: whole texts. */

#ifndef FIXTEXT_WHOLE_WAYS_H
#define FIXTEXT_WHOLE_WAYS_H

#include "onward.h"

/* Begin with none, where no hole is behind; and add one, of which all is told. -1 if there is no room. */
int begin_texts(Onward *onward);
int add_text(Onward *onward, const HoleWay *way, int64_t fill, const Told *told);

/* The characters of a whole way; how many, or -1 if some bytes are none, or zero. */
int read_way(const HoleWay *way, uint32_t *codes);

/* The cost of a way as it is told; `surprise` is that with what its characters cost. */
double price_of(const HoleWay *way, const uint32_t *codes, int count, const Onward *onward,
                double *surprise);

/* The latter by itself; -1 if the way is none. */
double surprise_of(const Onward *onward, const HoleWay *way);

#endif
