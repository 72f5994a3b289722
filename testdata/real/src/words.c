/* words 0.9.12: looks at text given as an argument. */
#include <string.h>

#include "moduleapi.h"

static int words_count(ApiCtx *ctx, ApiString **argv, int argc)
{
    unsigned long length;
    long long count = 0;
    int inside = 0;
    if (argc != 2) return api_wrong_arity(ctx);
    const char *text = api_string_ptr_len(argv[1], &length);
    for (unsigned long i = 0; i < length; i++) {
        int space = text[i] == ' ' || text[i] == '\t' || text[i] == '\n';
        if (!space && !inside) count++;
        inside = !space;
    }
    return api_reply_long_long(ctx, count);
}

static int words_first(ApiCtx *ctx, ApiString **argv, int argc)
{
    unsigned long length;
    if (argc != 2) return api_wrong_arity(ctx);
    const char *text = api_string_ptr_len(argv[1], &length);
    const char *end = memchr(text, ' ', length);
    return api_reply_string_buffer(ctx, text, end ? (unsigned long)(end - text) : length);
}

API_EXPORT int RedisModule_OnLoad(ApiCtx *ctx, ApiString **argv, int argc)
{
    (void)argv;
    (void)argc;
    if (api_init(ctx, "words", 912) != API_OK) return API_ERR;
    if (api_create_command(ctx, "words.count", words_count, "readonly", 0, 0, 0) != API_OK ||
        api_create_command(ctx, "words.first", words_first, "readonly fast", 0, 0, 0) != API_OK)
        return API_ERR;
    return API_OK;
}
