#include "station/people.h"

#include <string.h>

#define NAME(id, name) name,
static const char *const names[] = { PW_RIGHT_LIST(NAME) NULL };

const struct pw_key pw_role_keys[] = {
    { "rights", PW_KEY_WORDS, "", names, 0, 0, "what people of this role may do at the bench" },
    { 0 },
};

static const struct {
    const char *name;
    bool rights[PW_RIGHTS];
} roles[] = {
    { "packer", { [PW_RIGHT_HOLD] = true } },
    { "lead",
      { [PW_RIGHT_HOLD] = true,
        [PW_RIGHT_REPRINT] = true,
        [PW_RIGHT_CANCEL] = true,
        [PW_RIGHT_OVERRIDE] = true,
        [PW_RIGHT_NO_BARCODE] = true,
        [PW_RIGHT_SUBSTITUTE] = true,
        [PW_RIGHT_TEACH] = true } },
    { "manager",
      { [PW_RIGHT_HOLD] = true,
        [PW_RIGHT_REPRINT] = true,
        [PW_RIGHT_CANCEL] = true,
        [PW_RIGHT_OVERRIDE] = true,
        [PW_RIGHT_NO_BARCODE] = true,
        [PW_RIGHT_SUBSTITUTE] = true,
        [PW_RIGHT_TEACH] = true,
        [PW_RIGHT_SETTINGS] = true } },
};

const char *pw_right_name(enum pw_right right)
{
    return (size_t)right < PW_RIGHTS ? names[right] : NULL;
}

bool pw_people_sign_in(const struct pw_config *config)
{
    return strcmp(pw_section_get(pw_config_section(config, "station", ""), "sign-in"), "off") != 0;
}

static const struct pw_section *section_of(const struct pw_config *config, const char *role)
{
    return config == NULL ? NULL : pw_config_section(config, "role", role);
}

static bool is_built_in(const char *role, size_t *ret_at)
{
    for (*ret_at = 0; *ret_at < PW_COUNT(roles); (*ret_at)++)
        if (strcmp(roles[*ret_at].name, role) == 0)
            return true;
    return false;
}

bool pw_role_exists(const struct pw_config *config, const char *role)
{
    size_t at;
    return is_built_in(role, &at) || section_of(config, role) != NULL;
}

void pw_role_rights(const struct pw_config *config, const char *role, bool ret_rights[PW_RIGHTS])
{
    const struct pw_section *section = section_of(config, role);
    size_t at;
    bool built_in = is_built_in(role, &at);
    for (int r = 0; r < PW_RIGHTS; r++)
        ret_rights[r] = section != NULL ? pw_section_has_word(section, "rights", names[r]) : built_in && roles[at].rights[r];
}

const char *pw_role_nth(const struct pw_config *config, size_t n)
{
    const struct pw_section *section;
    size_t at;
    if (n < PW_COUNT(roles))
        return roles[n].name;
    n -= PW_COUNT(roles);
    for (size_t i = 0; (section = pw_config_nth(config, "role", i)) != NULL; i++)
        if (!is_built_in(section->name, &at) && n-- == 0)
            return section->name;
    return NULL;
}
