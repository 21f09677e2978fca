//! Tests of the generator, the command line and the generated crate. One program, so that a change
//! links once; `tests/README.md` says what each module tests and how to run one of them.

mod architecture;
mod bombs;
mod changes;
mod changes_at_random;
mod cli;
mod cli_diff;
mod cli_drift;
mod cli_load;
mod cli_messages;
mod cli_project;
mod cli_selection;
mod compile;
mod determinism;
mod disk;
mod drift;
mod examples;
mod expected;
mod explain;
mod fixtures;
mod fuzz;
mod growth;
mod hostile;
mod keep_going;
mod messages;
mod publish;
mod release;
mod sdk_blocking;
mod sdk_examples;
mod sdk_load;
mod sdk_responses;
mod sdk_round_trips;
mod sdk_test_double;
mod sdk_wire;
mod second_opinion;
mod stable_names;
