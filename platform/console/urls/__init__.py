"""The URL tables; a record's number stands in an address, whatever the API calls the record."""

from django.urls import register_converter

from console.ids import RecordConverter

register_converter(RecordConverter, "record")
