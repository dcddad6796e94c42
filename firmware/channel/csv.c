#include "channel/csv.h"

#include <stdio.h>

void pw_csv_format(const struct pw_section *channel, struct pw_order_format *ret_format)
{
    *ret_format = (struct pw_order_format){
        .kind = "csv",
        .name = "this channel's column map",
        .inherit = true,
        .end_of_day = true,
        .quotes = true,
        .otherwise = PW_ENCODING_CP1252,
        .cancelled_words = pw_section_get(channel, "cancelled-words"),
    };
    for (int f = 0; f < PW_OF_COUNT; f++) {
        char key[64];
        snprintf(key, sizeof key, "%s-column", pw_order_field_name((enum pw_order_field)f));
        const char *column = pw_section_get(channel, key);
        ret_format->columns[f] = column == NULL || *column == '\0' ? NULL : column;
    }
    const char *delimiter = pw_section_get(channel, "delimiter");
    if (delimiter != NULL)
        ret_format->delimiter = strcmp(delimiter, "comma") == 0       ? ','
                                : strcmp(delimiter, "semicolon") == 0 ? ';'
                                : strcmp(delimiter, "tab") == 0       ? '\t'
                                                                      : '\0';
    const char *form = pw_section_get(channel, "date-format");
    if (form != NULL)
        ret_format->dates = strcmp(form, "dmy") == 0 ? PW_DATE_DMY : strcmp(form, "mdy") == 0 ? PW_DATE_MDY : PW_DATE_ISO;
    const char *encoding = pw_section_get(channel, "encoding");
    if (encoding != NULL)
        ret_format->encoding = pw_encoding_find(encoding);
}
