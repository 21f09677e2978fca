//! Hand-written types of the responses, with the same fields as the generated ones.
#![allow(dead_code, reason = "what is read counts, not what is done with it")]

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Deserialize;
use serde_json::Value;

/// A hand-written customer.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Customer {
    pub id: Option<String>,
    pub email: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub website_id: Option<String>,
    pub default_payment_instrument: Option<Instrument>,
    pub preferred_payout_instrument_id: Option<String>,
    pub created_time: Option<DateTime<FixedOffset>>,
    pub updated_time: Option<DateTime<FixedOffset>>,
    pub custom_fields: Option<BTreeMap<String, Value>>,
    pub primary_address: Option<Address>,
    pub company: Option<Company>,
    pub average_value: Option<Amount>,
    pub payment_count: Option<i64>,
    pub last_payment_time: Option<DateTime<FixedOffset>>,
    pub lifetime_revenue: Option<Amount>,
    pub invoice_count: Option<i64>,
    pub tags: Option<Vec<Tag>>,
    pub revision: Option<i64>,
    pub has_fulfilled_kyc: Option<bool>,
    pub organization_id: Option<String>,
    pub locale: Option<String>,
    pub tax_numbers: Option<Vec<TaxNumber>>,
    pub person_id: Option<String>,
    pub notification_emails: Option<Vec<String>>,
    #[serde(rename = "_links")]
    pub links: Option<Vec<Link>>,
    #[serde(rename = "_embedded")]
    pub embedded: Option<Vec<Value>>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "method", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Instrument {
    PaymentCard { payment_instrument_id: String },
    Cash {},
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Address {
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub organization: Option<String>,
    pub address: Option<String>,
    pub address2: Option<String>,
    pub city: Option<String>,
    pub region: Option<String>,
    pub country: Option<String>,
    pub postal_code: Option<String>,
    pub phone_numbers: Option<Vec<Contact>>,
    pub emails: Option<Vec<Contact>>,
    pub dob: Option<NaiveDate>,
    pub job_title: Option<String>,
    pub hash: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Contact {
    pub label: String,
    pub value: String,
    pub primary: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Amount {
    pub currency: Option<String>,
    pub amount: Option<f64>,
    pub amount_usd: Option<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tag {
    pub id: Option<String>,
    pub name: String,
    pub r#type: Option<String>,
    pub created_time: Option<DateTime<FixedOffset>>,
    pub updated_time: Option<DateTime<FixedOffset>>,
    #[serde(rename = "_links")]
    pub links: Option<Vec<Link>>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "rel", rename_all = "camelCase")]
pub enum Link {
    #[serde(rename = "self")]
    Itself {
        href: String,
    },
    DefaultPaymentInstrument {
        href: String,
    },
    LeadSource {
        href: String,
    },
    Website {
        href: String,
    },
    Attachments {
        href: String,
    },
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Company {
    pub name: Option<String>,
    pub domain: Option<String>,
    pub year_founded: Option<i64>,
    pub industry: Option<String>,
    pub employees_count: Option<i64>,
    pub country: Option<String>,
    pub locality: Option<String>,
    #[serde(rename = "_links")]
    pub links: Option<Vec<Value>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TaxNumber {
    pub r#type: String,
    pub value: String,
    pub is_default: Option<bool>,
    pub is_valid: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Timeline {
    pub id: Option<String>,
    pub r#type: Option<TimelineType>,
    pub custom_event_type: Option<String>,
    pub triggered_by: Option<Trigger>,
    pub message: Option<String>,
    pub extra_data: Option<ExtraData>,
    pub occurred_time: Option<DateTime<FixedOffset>>,
    #[serde(rename = "_links")]
    pub links: Option<Vec<Link>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimelineType {
    InvoicePaid,
    CustomerCreated,
    CustomerCommentCreated,
    EmailMessageSent,
    #[serde(other)]
    Other,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trigger {
    Rebilly,
    App,
    DirectApi,
    #[serde(other)]
    Other,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExtraData {
    pub actions: Option<Vec<Action>>,
    pub tables: Option<Vec<Table>>,
    pub author: Option<Author>,
    pub mentions: Option<BTreeMap<String, String>>,
    pub links: Option<Vec<TimelineLink>>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "action", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Action {
    ResendEmail { message_id: Option<String> },
    RulesetRestore { ruleset: Option<String> },
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Table {
    TwoColumns { title: Option<String>, footer: Option<String>, data: Option<Vec<Row>> },
    List { title: Option<String>, footer: Option<String>, data: Option<Vec<Value>> },
}

#[derive(Debug, Deserialize)]
pub struct Row {
    pub attribute: Option<String>,
    pub value: Option<Cell>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    Text(String),
    Integer(i64),
    Number(f64),
    Boolean(bool),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Author {
    pub user_full_name: Option<String>,
    pub user_id: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TimelineLink {
    pub resource_type: Option<String>,
    pub resource_id: Option<String>,
    pub placeholder: Option<String>,
    pub external_url: Option<String>,
}
