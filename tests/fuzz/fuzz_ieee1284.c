/* Device ids from any USB device that says it is a printer: nothing read beyond what came, nothing but printable ASCII passed on.
 */
#include "printer/ieee1284.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void printable(const char *text, size_t size)
{
    size_t len = strnlen(text, size);
    assert(len < size);
    for (size_t i = 0; i < len; i++)
        assert(text[i] >= 0x20 && text[i] < 0x7f);
    assert(len == 0 || (text[0] != ' ' && text[len - 1] != ' '));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (unsigned quirks = 0; quirks < 4; quirks++) {
        struct pw_device_id id;
        struct pw_error err;
        if (!pw_1284_parse(pw_bytes_of(data, size), quirks, &id, &err)) {
            assert(err.code == PW_ERR_BAD_INPUT);
            continue;
        }
        printable(id.manufacturer, sizeof id.manufacturer);
        printable(id.model, sizeof id.model);
        printable(id.commands, sizeof id.commands);
        printable(id.device_class, sizeof id.device_class);
        printable(id.description, sizeof id.description);
        printable(id.serial, sizeof id.serial);
        (void)pw_1284_language(&id);
    }
    return 0;
}
