#include "channel/channel.h"

const struct pw_key pw_channel_csv_keys[] = {
    { 0 },
};
