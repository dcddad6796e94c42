/* Which printer prints what. */
#include "station/rules.h"

#include "config.h"

#include <string.h>

/* "customs" stands for both forms; a gift's slip is a slip where nothing else is said. */
static const char *wider_name(enum pw_doc_kind kind)
{
    return kind == PW_DOC_CN22 || kind == PW_DOC_CN23 ? "customs" : kind == PW_DOC_GIFT_SLIP ? "slip" : NULL;
}

bool pw_printer_prints(const struct pw_config *config, const struct pw_section *printer, enum pw_doc_kind kind)
{
    const struct pw_section *other;
    const char *wider = wider_name(kind);
    if (pw_section_has_word(printer, "documents", pw_doc_name(kind)))
        return true;
    if (wider == NULL || !pw_section_has_word(printer, "documents", wider))
        return false;
    for (size_t i = 0; (other = pw_config_nth(config, "printer", i)) != NULL; i++)
        if (pw_section_has_word(other, "documents", pw_doc_name(kind)))
            return false;
    return true;
}
