/* counter 2.0.1: keeps integers in string keys, writes through to replicas. */
#include "moduleapi.h"

static int pass_on(ApiCtx *ctx, ApiReply *reply)
{
    if (!reply) return api_reply_error(ctx, "ERR call failed");
    api_reply_call_reply(ctx, reply);
    api_free_call_reply(reply);
    return API_OK;
}

static int counter_add(ApiCtx *ctx, ApiString **argv, int argc)
{
    if (argc != 3) return api_wrong_arity(ctx);
    return pass_on(ctx, api_call(ctx, "INCRBY", "!ss", argv[1], argv[2]));
}

static int counter_get(ApiCtx *ctx, ApiString **argv, int argc)
{
    if (argc != 2) return api_wrong_arity(ctx);
    return pass_on(ctx, api_call(ctx, "GET", "s", argv[1]));
}

static int counter_reset(ApiCtx *ctx, ApiString **argv, int argc)
{
    if (argc != 2) return api_wrong_arity(ctx);
    return pass_on(ctx, api_call(ctx, "SET", "!sc", argv[1], "0"));
}

API_EXPORT int RedisModule_OnLoad(ApiCtx *ctx, ApiString **argv, int argc)
{
    (void)argv;
    (void)argc;
    if (api_init(ctx, "counter", 20001) != API_OK) return API_ERR;
    if (api_create_command(ctx, "counter.add", counter_add, "write deny-oom fast", 1, 1, 1) != API_OK ||
        api_create_command(ctx, "counter.get", counter_get, "readonly fast", 1, 1, 1) != API_OK ||
        api_create_command(ctx, "counter.reset", counter_reset, "write deny-oom", 1, 1, 1) != API_OK)
        return API_ERR;
    return API_OK;
}
