/* Command barcodes. */
#include "barcode/command.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>

#define PREFIX "PWC"
#define PREFIX_LEN 3
#define TAG_LEN PW_CODE_TAG
#define WHAT "packwright command 1 "

static const struct pw_command_info commands[] = {
    { PW_COMMAND_UNDO, "UNDO", "Undo", "Take back the last scan of this box.", false, false },
    { PW_COMMAND_EMPTY, "EMPTY", "Empty the box", "Take back every scan of this box; the order starts anew.", false, false },
    { PW_COMMAND_CLEAR, "CLEAR", "Clear", "The refusal on the screen has been seen.", false, false },
    { PW_COMMAND_ACKNOWLEDGE, "READIT", "I have read it", "The note on the screen has been read: the unit in the hand counts.",
      false, false },
    { PW_COMMAND_REPRINT_SLIP, "RESLIP", "Print the slip again", "Asks for a reason first.", false, false },
    { PW_COMMAND_REPRINT_LABEL, "RELABEL", "Print the label again", "Asks for a reason first.", false, false },
    { PW_COMMAND_HOLD, "HOLD", "Hold the order", "Nothing prints or ships for it until it is released. Asks for a reason.", false,
      false },
    { PW_COMMAND_RELEASE, "RELEASE", "Release the order", "Scan this, then the held order.", false, false },
    { PW_COMMAND_ASIDE, "ASIDE", "Put the order aside", "Close it unfinished; what was scanned stays counted.", false, false },
    { PW_COMMAND_NEXT_BOX, "NEXTBOX", "Next box", "This box is full: it closes, and the order goes on in another.", false,
      false },
    { PW_COMMAND_SHORT, "SHORT", "Ship what is there", "The box closes as it is, and the rest waits. Asks for a reason.", false,
      false },
    { PW_COMMAND_REOPEN, "REOPEN", "Open a box again",
      "The one packed last, or scan its label. Asks for a reason; its label is void.", false, false },
    { PW_COMMAND_VOID_BOX, "VOIDBOX", "Void a box",
      "The open one, the one packed last, or scan its label. Asks for a reason; its units are out.", false, false },
    { PW_COMMAND_TAKE_OVER, "TAKEOVER", "Take an order over",
      "Scan this, then an order that another packer has open, or whose return.", false, false },
    { PW_COMMAND_PUSH, "PUSH", "Push an order forward", "Scan this, then the order: it comes before all others.", false, false },
    { PW_COMMAND_PUSH_BACK, "PUSHBACK", "Take the push back", "Scan this, then an order that was pushed forward.", false, false },
    { PW_COMMAND_RETURN, "RETURN", "Take a return", "Scan this, then the order's number, tracking number or parcel code.", false,
      false },
    { PW_COMMAND_RETURN_DONE, "RETURNDONE", "The return is complete", "Proposes the refund; nothing is sent.", false, false },
    { PW_COMMAND_UNIT_GOOD, "UNITGOOD", "Returned: good", "The unit scanned last is as new.", false, false },
    { PW_COMMAND_UNIT_DAMAGED, "UNITDAMAGED", "Returned: damaged", "The unit scanned last is damaged.", false, false },
    { PW_COMMAND_UNIT_WRONG, "UNITWRONG", "Returned: wrong item", "Something else came instead of the unit scanned last.", false,
      false },
    { PW_COMMAND_UNIT_PARTS, "UNITPARTS", "Returned: parts missing", "Of the unit scanned last parts are missing.", false,
      false },
    { PW_COMMAND_RESTOCK, "RESTOCK", "Back to stock", "The returned unit scanned last is sold again.", false, false },
    { PW_COMMAND_NO_RESTOCK, "NORESTOCK", "Not to stock", "The returned unit scanned last is not sold again.", false, false },
    { PW_COMMAND_CAGE_DONE, "CAGEDONE", "The cage is done", "Parcels scanned out go into no certain cage any more.", false,
      false },
    { PW_COMMAND_TRACKING, "TRACKING", "Tracking number", "The next scan is the tracking number, whatever its form.", false,
      false },
    { PW_COMMAND_CANCEL_PENDING, "NEVERMIND", "Never mind", "Drop the question on the screen.", false, false },
    { PW_COMMAND_PRINTED_YES, "PRINTEDYES", "It was printed", "Answers: did the paper come out whole?", false, false },
    { PW_COMMAND_PRINTED_NO, "PRINTEDNO", "It was not printed", "Answers: did the paper come out whole? It is printed again.",
      false, false },
    { PW_COMMAND_WEIGHT, "WEIGHT", "Weight explained", "The box is right as it is, or can't be weighed. Asks for a reason.",
      false, false },
    { PW_COMMAND_NO_BARCODE, "NOBARCODE", "No barcode",
      "Its barcode is damaged or missing: counts a unit of the article shown. Needs the right, asks for a reason.", false,
      false },
    { PW_COMMAND_SUBSTITUTE, "SUBSTITUTE", "Substitute",
      "Another article goes along instead: scan it next. Needs the right, asks for a reason.", false, false },
    { PW_COMMAND_TEACH, "TEACH", "Teach a barcode",
      "Scan a barcode that is unknown here, then its article by another code. Needs the right.", false, false },
    { PW_COMMAND_SIGN_OUT, "SIGNOUT", "Sign out", "Locks this bench; so does your own badge.", false, false },
    { PW_COMMAND_PIN_0, "PIN0", "PIN: 0", "A digit of your number, or of your PIN.", false, false },
    { PW_COMMAND_PIN_1, "PIN1", "PIN: 1", "A digit of your number, or of your PIN.", false, false },
    { PW_COMMAND_PIN_2, "PIN2", "PIN: 2", "A digit of your number, or of your PIN.", false, false },
    { PW_COMMAND_PIN_3, "PIN3", "PIN: 3", "A digit of your number, or of your PIN.", false, false },
    { PW_COMMAND_PIN_4, "PIN4", "PIN: 4", "A digit of your number, or of your PIN.", false, false },
    { PW_COMMAND_PIN_5, "PIN5", "PIN: 5", "A digit of your number, or of your PIN.", false, false },
    { PW_COMMAND_PIN_6, "PIN6", "PIN: 6", "A digit of your number, or of your PIN.", false, false },
    { PW_COMMAND_PIN_7, "PIN7", "PIN: 7", "A digit of your number, or of your PIN.", false, false },
    { PW_COMMAND_PIN_8, "PIN8", "PIN: 8", "A digit of your number, or of your PIN.", false, false },
    { PW_COMMAND_PIN_9, "PIN9", "PIN: 9", "A digit of your number, or of your PIN.", false, false },
    { PW_COMMAND_PIN_ENTER, "PINENTER", "PIN: enter", "Behind your number, and behind your PIN.", false, false },
    { PW_COMMAND_SPARE, "SPARE", "Print on the spare", "A printer rests: what waits for it and what comes goes to its spare.",
      false, true },
    { PW_COMMAND_SPARE_BACK, "SPAREBACK", "Back from the spare", "The printer that rested prints again what waits at its spare.",
      false, true },
    { PW_COMMAND_REASON_DAMAGED, "WHYDAMAGED", "Damaged", "Reason: the paper or the goods are damaged.", true, false },
    { PW_COMMAND_REASON_LOST, "WHYLOST", "Lost", "Reason: it can't be found.", true, false },
    { PW_COMMAND_REASON_JAM, "WHYJAM", "Printer trouble", "Reason: jam, empty ribbon, bad print.", true, false },
    { PW_COMMAND_REASON_ADDRESS, "WHYADDRESS", "Address", "Reason: the address is wrong or unclear.", true, false },
    { PW_COMMAND_REASON_STOCK, "WHYSTOCK", "Stock", "Reason: an article is missing.", true, false },
    { PW_COMMAND_REASON_CUSTOMER, "WHYCUSTOMER", "Customer", "Reason: the customer asked for it.", true, false },
    { PW_COMMAND_REASON_QUESTION, "WHYQUESTION", "Question", "Reason: somebody has to be asked first.", true, false },
    { PW_COMMAND_REASON_LATER, "WHYLATER", "Later", "Reason: the rest is sent later.", true, false },
    { PW_COMMAND_REASON_OTHER, "WHYOTHER", "Other", "Reason: another one.", true, false },
};

const struct pw_command_info *pw_command_nth(size_t n)
{
    return n < PW_COUNT(commands) ? &commands[n] : NULL;
}

const struct pw_command_info *pw_command_info(enum pw_command command)
{
    for (size_t i = 0; i < PW_COUNT(commands); i++)
        if (commands[i].command == command)
            return &commands[i];
    return NULL;
}

bool pw_command_signs(enum pw_command command)
{
    return command == PW_COMMAND_SIGN_OUT || (command >= PW_COMMAND_PIN_0 && command <= PW_COMMAND_PIN_ENTER);
}

enum pw_command pw_command_named(const char *name)
{
    for (size_t i = 0; *name != '\0' && i < PW_COUNT(commands); i++)
        if (strcmp(commands[i].name, name) == 0)
            return commands[i].command;
    return PW_COMMAND_NONE;
}

bool pw_code_tag(const uint8_t key[PW_COMMAND_KEY_SIZE], const char *what, const char *name, char *tag)
{
    static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    guint8 digest[32];
    gsize size = sizeof digest;
    GHmac *hmac = g_hmac_new(G_CHECKSUM_SHA256, key, PW_COMMAND_KEY_SIZE);
    if (hmac == NULL)
        return false;
    g_hmac_update(hmac, (const guchar *)what, (gssize)strlen(what));
    g_hmac_update(hmac, (const guchar *)name, (gssize)strlen(name));
    g_hmac_get_digest(hmac, digest, &size);
    g_hmac_unref(hmac);
    uint64_t bits = 0;
    for (int i = 0; i < 5; i++)
        bits = bits << 8 | digest[i];
    for (int i = 0; i < TAG_LEN; i++)
        tag[i] = base32[bits >> (35 - 5 * i) & 31];
    return true;
}

bool pw_command_code(const uint8_t key[PW_COMMAND_KEY_SIZE], enum pw_command command, char ret_code[PW_COMMAND_CODE_SIZE])
{
    const struct pw_command_info *info = pw_command_info(command);
    char tag[TAG_LEN];
    if (info == NULL || !pw_code_tag(key, WHAT, info->name, tag))
        return false;
    (void)snprintf(ret_code, PW_COMMAND_CODE_SIZE, PREFIX "%s%.*s", info->name, TAG_LEN, tag);
    return true;
}

enum pw_command pw_command_parse(const uint8_t key[PW_COMMAND_KEY_SIZE], struct pw_bytes text, bool *ret_forged)
{
    if (ret_forged != NULL)
        *ret_forged = false;
    if (text.len <= PREFIX_LEN + TAG_LEN || text.len > PREFIX_LEN + PW_COMMAND_NAME_MAX + TAG_LEN)
        return PW_COMMAND_NONE;
    char s[PREFIX_LEN + PW_COMMAND_NAME_MAX + TAG_LEN];
    for (size_t i = 0; i < text.len; i++) /* a scanner's caps lock is no forgery */
        s[i] = (char)(text.data[i] >= 'a' && text.data[i] <= 'z' ? text.data[i] - 'a' + 'A' : text.data[i]);
    if (memcmp(s, PREFIX, PREFIX_LEN) != 0)
        return PW_COMMAND_NONE;
    size_t name_len = text.len - PREFIX_LEN - TAG_LEN;
    for (size_t i = 0; i < PW_COUNT(commands); i++) {
        const struct pw_command_info *info = &commands[i];
        if (strlen(info->name) != name_len || memcmp(info->name, s + PREFIX_LEN, name_len) != 0)
            continue;
        char tag[TAG_LEN];
        if (!pw_code_tag(key, WHAT, info->name, tag))
            return PW_COMMAND_NONE;
        unsigned differ = 0;
        for (size_t j = 0; j < TAG_LEN; j++)
            differ |= (unsigned char)(tag[j] ^ s[PREFIX_LEN + name_len + j]);
        if (differ == 0)
            return info->command;
        if (ret_forged != NULL)
            *ret_forged = true;
        return PW_COMMAND_NONE;
    }
    return PW_COMMAND_NONE;
}
