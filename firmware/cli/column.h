/* Tables for a person. */
#ifndef PACKWRIGHT_CLI_COLUMN_H
#define PACKWRIGHT_CLI_COLUMN_H

#include "packwright/bytes.h"

/** Append text in a column of so many cells and two blanks: padded, or (cut) ended with an ellipsis. Control characters are shown
 * as visible stand-ins. */
void pw_cli_column(struct pw_buf *out, const char *text, int cells, bool cut);
/** End a line, without the blanks at its end. */
void pw_cli_line_end(struct pw_buf *line);

#endif
