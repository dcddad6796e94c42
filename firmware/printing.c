#include "printing.h"

#include "registry.h"

#include <stdio.h>
#include <string.h>

static void read_media(const char *media, struct pw_um *width, struct pw_um *length)
{
    double w = 4, l = 6;
    char unit[4] = "in";
    sscanf(media, "%lfx%lf%3s", &w, &l, unit);
    double um = strcmp(unit, "mm") == 0 ? 1000 : 25400;
    width->um = (int32_t)(w * um + 0.5);
    length->um = (int32_t)(l * um + 0.5);
}

bool pw_printing_read(const struct pw_section *printer, struct pw_printing *ret_printing, struct pw_error *err)
{
    const char *name = pw_section_get(printer, "language");
    const char *profile = pw_section_get(printer, "profile");
    const struct pw_transport_impl *transport = pw_transport_impl_find(pw_section_get(printer, "transport"));
    struct pw_printing p = { .language = pw_language_find(name), .profile = pw_profile_find(profile) };
    if (p.profile == NULL)
        p.profile = pw_profile_find("default");
    read_media(pw_section_get(printer, "media"), &p.width, &p.length);
    p.dots_per_mm = pw_dots_per_mm((int)pw_section_int(printer, "dpi", 203));
    if (p.language == NULL)
        return pw_fail(err, PW_ERR_UNSUPPORTED, 0, "%s:%d: [printer %s] language = %s is not spoken yet; escpos and zpl are",
                       printer->file, printer->line, printer->name, name);
    bool tickets = p.language->render != NULL; /* receipt printers: by the model; label printers: all of them */
    p.answers = p.language->ask_proof != NULL && strcmp(pw_section_get(printer, "status"), "none") != 0 &&
                (transport == NULL || !transport->one_way) &&
                (!tickets || (p.profile != NULL && (p.profile->features & PW_FEATURE_PROCESS_ID) != 0));
    *ret_printing = p;
    return true;
}

uint32_t pw_printing_ticket(int64_t job)
{
    return (uint32_t)(job % 1000000);
}
