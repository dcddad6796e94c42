/* Documents of the bench itself: the sheet of commands. */
#include "station/compose.h"

#include "barcode/command.h"

static bool commands(const struct pw_composing *g, int columns, struct pw_document *ret_document, struct pw_error *err)
{
    enum { MAX = 64 };
    struct pw_sheet_command commands[MAX];
    char codes[MAX][PW_COMMAND_CODE_SIZE];
    size_t n = 0;
    for (; n < MAX && pw_command_nth(n) != NULL; n++) {
        const struct pw_command_info *info = pw_command_nth(n);
        if (!pw_command_code(g->c->key, info->command, codes[n]))
            return pw_fail(err, PW_ERR_MEMORY, 0, "no memory for the commands");
        commands[n] = (struct pw_sheet_command){ info->title, info->help, codes[n], info->reason };
    }
    return pw_sheet_lay_out(g->c->slip_press, pw_section_get(pw_config_section(g->c->config, "station", ""), "name"), commands, n,
                            columns, ret_document, err);
}

bool pw_compose_bench_blocks(const struct pw_composing *g, int columns, struct pw_document *ret_document, struct pw_error *err)
{
    return commands(g, columns, ret_document, err);
}
