/* No text but the station's own codes is a command; parcel codes and SSCC come back as they were made. */
#include "barcode/command.h"
#include "barcode/parcel_code.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t key[PW_COMMAND_KEY_SIZE] = { 42 };
    uint8_t *exact = malloc(size > 0 ? size : 1);
    if (exact == NULL)
        return 0;
    if (size > 0)
        memcpy(exact, data, size);
    struct pw_bytes text = pw_bytes_of(exact, size);
    bool forged = false;
    enum pw_command command = pw_command_parse(key, text, &forged);
    assert(!forged || command == PW_COMMAND_NONE);
    if (command != PW_COMMAND_NONE) {
        char code[PW_COMMAND_CODE_SIZE];
        assert(pw_command_code(key, command, code) && strlen(code) == size);
        for (size_t i = 0; i < size; i++)
            assert(code[i] == exact[i] || code[i] == exact[i] - 'a' + 'A');
    }
    char tag[PW_STORE_TAG_SIZE], code[PW_PARCEL_CODE_SIZE], sscc[PW_SSCC_SIZE];
    int64_t number = 0;
    if (pw_parcel_code_parse(text, tag, &number))
        assert(number > 0 && pw_parcel_code(tag, number, code) && strlen(code) == size);
    if (pw_sscc_parse(text, sscc)) {
        char prefix[9];
        memcpy(prefix, sscc + 1, 8);
        prefix[8] = '\0';
        char serial_text[10] = { sscc[0] };
        memcpy(serial_text + 1, sscc + 9, 8);
        serial_text[9] = '\0';
        char same[PW_SSCC_SIZE];
        assert(pw_sscc(prefix, strtoll(serial_text, NULL, 10), same) && strcmp(same, sscc) == 0);
    }
    free(exact);
    return 0;
}
