/* hello 1.2.3: replies only, touches no key. */
#include "moduleapi.h"

static int hello_greet(ApiCtx *ctx, ApiString **argv, int argc)
{
    (void)argv;
    if (argc != 1) return api_wrong_arity(ctx);
    return api_reply_simple_string(ctx, "hello");
}

static int hello_echo(ApiCtx *ctx, ApiString **argv, int argc)
{
    if (argc != 2) return api_wrong_arity(ctx);
    return api_reply_string(ctx, argv[1]);
}

static int hello_sum(ApiCtx *ctx, ApiString **argv, int argc)
{
    long long sum = 0;
    if (argc < 2) return api_wrong_arity(ctx);
    for (int i = 1; i < argc; i++) {
        long long value;
        if (api_string_to_long_long(argv[i], &value) != API_OK ||
            __builtin_add_overflow(sum, value, &sum))
            return api_reply_error(ctx, "ERR value is not an integer or out of range");
    }
    return api_reply_long_long(ctx, sum);
}

API_EXPORT int RedisModule_OnLoad(ApiCtx *ctx, ApiString **argv, int argc)
{
    (void)argv;
    (void)argc;
    if (api_init(ctx, "hello", 10203) != API_OK) return API_ERR;
    if (api_create_command(ctx, "hello.greet", hello_greet, "readonly fast", 0, 0, 0) != API_OK ||
        api_create_command(ctx, "hello.echo", hello_echo, "readonly fast", 0, 0, 0) != API_OK ||
        api_create_command(ctx, "hello.sum", hello_sum, "readonly", 0, 0, 0) != API_OK)
        return API_ERR;
    return API_OK;
}
