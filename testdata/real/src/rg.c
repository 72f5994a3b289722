/* rg 1.2.1: answers in the name of a module that lives off its dependencies. */
#include "moduleapi.h"

static int rg_pyexecute(ApiCtx *ctx, ApiString **argv, int argc)
{
    (void)argv;
    if (argc < 2) return api_wrong_arity(ctx);
    return api_reply_error(ctx, "ERR no interpreter in this sample");
}

API_EXPORT int RedisModule_OnLoad(ApiCtx *ctx, ApiString **argv, int argc)
{
    (void)argv;
    (void)argc;
    if (api_init(ctx, "rg", 10201) != API_OK) return API_ERR;
    if (api_create_command(ctx, "rg.pyexecute", rg_pyexecute, "readonly", 0, 0, 0) != API_OK) return API_ERR;
    return API_OK;
}
