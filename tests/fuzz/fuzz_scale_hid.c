/* Whatever a USB scale reports: a reading's figure is within what is believed, and none is below zero. */
#include "scale/decode_hid.h"
#include "scale/mass.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pw_reading r;
    if (pw_scale_hid_parse(pw_bytes_of(data, size), &r))
        assert(r.ug >= 0 && r.ug <= PW_MASS_MAX_UG && r.step_ug >= 0 && (r.status != PW_WEIGH_STABLE || r.ug > 0));
    return 0;
}
