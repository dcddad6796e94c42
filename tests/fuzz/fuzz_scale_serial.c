/* Whatever a scale sends: an answer uses what it says it used, and a reading's figure is within what is believed. The first byte
 * is the protocol. */
#include "scale/decode_serial.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    enum pw_scale_protocol protocol = (enum pw_scale_protocol)(data[0] % (PW_SCALE_PLAIN + 1));
    for (size_t at = 1; at < size;) {
        uint8_t *exact = malloc(size - at);
        if (exact == NULL)
            abort();
        memcpy(exact, data + at, size - at);
        struct pw_reading r;
        size_t used = 0;
        enum pw_parse answer = pw_scale_serial_parse(protocol, PW_MASS_KG, pw_bytes_of(exact, size - at), &used, &r);
        free(exact);
        assert(used <= size - at && (answer == PW_PARSE_MORE) == (used == 0));
        if (answer == PW_PARSE_MORE)
            return 0;
        if (answer == PW_PARSE_DONE) {
            assert(r.ug <= PW_MASS_MAX_UG && r.ug >= -PW_MASS_MAX_UG && r.step_ug >= 0);
            assert(r.status != PW_WEIGH_STABLE || r.ug > 0);
        }
        at += used;
    }
    return 0;
}
