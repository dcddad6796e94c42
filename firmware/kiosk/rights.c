#include "kiosk/rights.h"

#include "intake/route.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct pw_key pw_kiosk_right_keys[] = {
    { "sha256", PW_KEY_TEXT, NULL, NULL, 0, 0, "the token's digest; packwright token makes both" },
    { "printers", PW_KEY_TEXT, NULL, NULL, 0, 0, "the printers that it may print on, by comma" },
    { 0 },
};

static bool check_printers(const struct pw_config *config, const struct pw_section *s, const char *names, struct pw_error *err)
{
    size_t count = 0;
    for (const char *p = names; p != NULL && *p != '\0'; count++) {
        char name[64];
        p += strspn(p, ", ");
        int n = (int)strcspn(p, ", ");
        snprintf(name, sizeof name, "%.*s", n, p);
        if (n > 0 && !pw_file_target_exists(config, name))
            return pw_fail(err, PW_ERR_CONFIG, 0, "%s:%d: [token %s] printers: there is no [printer %s]", s->file, s->line,
                           s->name, name);
        p += n;
    }
    return count > 0 ||
           pw_fail(err, PW_ERR_CONFIG, 0, "%s:%d: [token %s] needs printers = the names of those that it may print on", s->file,
                   s->line, s->name);
}

bool pw_kiosk_rights_read(const struct pw_config *config, struct pw_kiosk_right **ret_rights, size_t *ret_count,
                          struct pw_error *err)
{
    const struct pw_section *s;
    size_t count = 0;
    while (pw_config_nth(config, "token", count) != NULL)
        count++;
    struct pw_kiosk_right *rights = calloc(count + 1, sizeof *rights);
    if (rights == NULL)
        return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for tokens");
    for (size_t i = 0; (s = pw_config_nth(config, "token", i)) != NULL; i++) {
        rights[i] = (struct pw_kiosk_right){ s->name, pw_section_get(s, "sha256"), pw_section_get(s, "printers") };
        const char *digest = rights[i].sha256;
        bool ok = digest != NULL && strlen(digest) == 64 && strspn(digest, "0123456789abcdefABCDEF") == 64;
        if (!ok)
            pw_fail(err, PW_ERR_CONFIG, 0, "%s:%d: [token %s] needs sha256 = 64 hexadecimal digits (packwright token makes them)",
                    s->file, s->line, s->name);
        if (!ok || !check_printers(config, s, rights[i].printers, err)) {
            free(rights);
            return false;
        }
    }
    *ret_rights = rights;
    *ret_count = count;
    return true;
}
