/* A module that registers one command. ONLOAD names its function, LINKAGE says how others see it. */
#include "moduleapi.h"

#ifndef ONLOAD
#define ONLOAD RedisModule_OnLoad
#endif
#ifndef LINKAGE
#define LINKAGE API_EXPORT
#endif

static int probe(ApiCtx *ctx, ApiString **argv, int argc)
{
    (void)argv;
    (void)argc;
    return api_reply_simple_string(ctx, "here");
}

LINKAGE int ONLOAD(ApiCtx *ctx, ApiString **argv, int argc)
{
    (void)argv;
    (void)argc;
    if (api_init(ctx, "probe", 1) != API_OK) return API_ERR;
    return api_create_command(ctx, "probe.ping", probe, "readonly fast", 0, 0, 0);
}
