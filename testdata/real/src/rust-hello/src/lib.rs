//! rusthello 0.3.0: the smallest module the `redis-module` crate makes.

use redis_module::{redis_module, Context, NextArg, RedisError, RedisResult, RedisString, RedisValue};

fn greet(_: &Context, args: Vec<RedisString>) -> RedisResult {
    let mut args = args.into_iter().skip(1);
    let name = args.next_str()?;
    if args.next().is_some() {
        return Err(RedisError::WrongArity);
    }
    Ok(RedisValue::BulkString(format!("hello {name}")))
}

fn product(_: &Context, args: Vec<RedisString>) -> RedisResult {
    let mut product: i64 = 1;
    for arg in args.iter().skip(1) {
        product = product
            .checked_mul(arg.parse_integer()?)
            .ok_or(RedisError::Str("ERR value is out of range"))?;
    }
    Ok(product.into())
}

redis_module! {
    name: "rusthello",
    version: 300,
    allocator: (redis_module::alloc::RedisAlloc, redis_module::alloc::RedisAlloc),
    data_types: [],
    commands: [
        ["rusthello.greet", greet, "readonly fast", 0, 0, 0, ""],
        ["rusthello.product", product, "readonly", 0, 0, 0, ""],
    ],
}
