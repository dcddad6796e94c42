/* Documents of the bench itself: the sheet of commands. */
#include "station/compose.h"

#include "barcode/command.h"
#include "station/spare.h"

static bool commands(const struct pw_composing *g, int columns, struct pw_document *ret_document, struct pw_error *err)
{
    enum { MAX = 64 };
    struct pw_sheet_command commands[MAX];
    char codes[MAX][PW_COMMAND_CODE_SIZE];
    size_t n = 0;
    for (size_t i = 0; n < MAX && pw_command_nth(i) != NULL; i++) {
        const struct pw_command_info *info = pw_command_nth(i);
        if (info->spare && !pw_spare_any(g->c->config))
            continue;
        if (!pw_command_code(g->c->key, info->command, codes[n]))
            return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for the commands");
        commands[n] = (struct pw_sheet_command){ info->title, info->help, codes[n], info->reason };
        n++;
    }
    return pw_sheet_lay_out(g->c->slip_press, pw_section_get(pw_config_section(g->c->config, "station", ""), "name"), commands, n,
                            columns, ret_document, err);
}

bool pw_compose_bench_blocks(const struct pw_composing *g, int columns, struct pw_document *ret_document, struct pw_error *err)
{
    return commands(g, columns, ret_document, err);
}
