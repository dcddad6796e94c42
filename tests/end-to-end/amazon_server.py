"""A server that behaves as the Selling Partner API is described: sign-in, orders (2026-01-01), confirmShipment (v0), Merchant Fulfillment (v0). It keeps state, has no
idempotency, and its answers can be lost before or after the deed was done.

    with Amazon() as a:
        a.add(order_id, [(item id, sku, quantity)])
        a.fault("confirm", "lost")        # the next one is done, and its answer never comes

What it was asked is in a.asked, what was confirmed in a.packages. Everything is on 127.0.0.1. No code of the project's is in here.
"""
import base64
import datetime
import gzip
import hashlib
import http.server
import json
import re
import threading
import time
import urllib.parse
import uuid

MARKETPLACE = "ATVPDKIKX0DER"
CLIENT, SECRET, REFRESH = "amzn1.application-oa2-client.sample", "amzn1.oa2-cs.v1.sample-secret", "Atzr|sample/refresh+token="


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def iso(t):
    return t.strftime("%Y-%m-%dT%H:%M:%S.") + "%03dZ" % (t.microsecond // 1000)


def offer(carrier, name, service_id, price, days, unprotected=None, formats=("ZPL203", "ShippingServiceDefault", "PDF", "PNG"), inputs=False):
    arrives = iso(now() + datetime.timedelta(days=days))
    return {"ShippingServiceName": name, "CarrierName": carrier, "ShippingServiceId": service_id, "ShippingServiceOfferId": f"offer+{service_id}/=", "ShipDate": iso(now()),
            "EarliestEstimatedDeliveryDate": arrives, "LatestEstimatedDeliveryDate": arrives, "Rate": {"CurrencyCode": "USD", "Amount": price},
            "RateWithAdjustments": {"CurrencyCode": "USD", "Amount": price}, "ShippingServiceOptions": {"DeliveryExperience": "NoTracking", "CarrierWillPickUp": False},
            "AvailableLabelFormats": list(formats), "AvailableFormatOptionsForLabel": [{"LabelFormat": f} for f in formats], "RequiresAdditionalSellerInputs": inputs,
            "Benefits": {"IncludedBenefits": [] if unprotected else ["CLAIMS_PROTECTED"],
                         "ExcludedBenefits": [{"Benefit": "CLAIMS_PROTECTED", "ReasonCodes": [unprotected]}] if unprotected else []}}


class Amazon:
    def __init__(self):
        self.lock = threading.Lock()
        self.orders, self.asked, self.faults = {}, [], []
        self.packages = {}        # order id: [package]
        self.confirmed = []       # each deed that was done, in order
        self.tokens = {}          # token: valid until
        self.lifetime = 3600
        self.page = 100
        self.rate = {}            # operation: what the header tells
        self.delay = lambda: 0    # seconds until an answer, before and after the deed
        self.hide_packages = 0    # seconds for which a read doesn't see what was written
        self.serial = 0
        self.offers = [offer("USPS", "USPS Ground Advantage", "USPS_GROUND", 5.25, 5, unprotected="LATE_DELIVERY_RISK"), offer("UPS\u00ae", "UPS Ground\u00ae", "UPS_GROUND", 8.29, 1),
                       offer("UPS\u00ae", "UPS Next Day Air\u00ae", "UPS_NEXT", 34.73, 1)]
        self.inputs = {}          # service id: what it wants to know
        self.shipments = {}       # shipment id: what was bought, in order
        self.bought = []          # each purchase: (order id, tracking number)
        self.restricted = {}      # token: valid until
        self.numbers = None       # gives the next tracking number
        self.label = lambda s: (b"^XA^FO50,50^A0N,40^FDLABEL %s^FS^XZ" % s["TrackingId"].encode(), "application/zpl")
        self.keys = {}            # idempotency key: the shipment that it bought
        self.rate_tokens = {}     # request token: (order, package, rates, valid until)
        self.marks = False        # whether a purchase through Shipping v2 marks the order shipped: nobody says
        self.bad_labels = 0       # so many labels come damaged
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args):
                pass

            def do_GET(self):
                server.handle(self, b"")

            def do_POST(self):
                server.handle(self, self.rfile.read(int(self.headers.get("content-length", 0))))

            def do_PUT(self):
                server.handle(self, self.rfile.read(int(self.headers.get("content-length", 0))))

            def do_DELETE(self):
                server.handle(self, b"")

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, request, client_address):
                pass  # whoever asked has gone

        self.http = Server(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.port = self.http.server_address[1]
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()

    def close(self):
        self.http.shutdown()
        self.http.server_close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    # -- what the test does --

    def add(self, order_id, lines, status="UNSHIPPED", **more):
        t = now()
        self.orders[order_id] = {
            "orderId": order_id, "createdTime": iso(t), "lastUpdatedTime": iso(t), "programs": more.get("programs", []),
            "salesChannel": {"channelName": "AMAZON", "marketplaceId": MARKETPLACE, "marketplaceName": "Amazon.com"},
            "buyer": {"buyerName": "Ada Sample", "buyerEmail": "sample@marketplace.amazon.com"},
            "recipient": {"deliveryAddress": {"name": more.get("name", "Ada Sample"), "addressLine1": "1 Sample Lane", "city": "Springfield",
                                              "stateOrRegion": "OR", "postalCode": "97477", "countryCode": "US",
                                              "addressType": "RESIDENTIAL"}},
            "fulfillment": {"fulfillmentStatus": status, "fulfilledBy": "MERCHANT", "fulfillmentServiceLevel": "STANDARD",
                            "shipByWindow": {"earliestDateTime": iso(t), "latestDateTime": iso(t + datetime.timedelta(days=2))},
                            "deliverByWindow": {"earliestDateTime": iso(t), "latestDateTime": iso(t + datetime.timedelta(days=4))}},
            "orderItems": [{"orderItemId": item, "quantityOrdered": quantity,
                            "product": {"asin": "B000SAMPLE", "title": f"A {sku.lower()}", "sellerSku": sku},
                            "proceeds": {"breakdowns": [{"type": "ITEM", "subtotal": {"amount": "9.99", "currencyCode": "USD"}}]},
                            "fulfillment": {"quantityFulfilled": 0, "quantityUnfulfilled": quantity}} for item, sku, quantity in lines],
        }

    def touch(self, order_id):
        self.orders[order_id]["lastUpdatedTime"] = iso(now())

    def status(self, order_id, status):
        self.orders[order_id]["fulfillment"]["fulfillmentStatus"] = status
        self.touch(order_id)

    def fault(self, operation, what, times=1):
        """what: refused-500, lost, done-500, cut, garbage, 429, 403-expired, 403, 400, slow, huge"""
        with self.lock:
            self.faults += [(operation, what)] * times

    def count(self, operation):
        with self.lock:
            return sum(1 for a in self.asked if a["operation"] == operation)

    # -- what it answers --

    def handle(self, h, body):
        url = urllib.parse.urlsplit(h.path)
        query = urllib.parse.parse_qs(url.query, keep_blank_values=True)
        operation, answer = self.route(h.command, url.path)
        with self.lock:
            self.asked.append({"operation": operation, "path": h.path, "headers": dict(h.headers), "body": body, "time": time.time()})
            fault = next((f for f in self.faults if f[0] == operation), None)
            if fault is not None:
                self.faults.remove(fault)
        what = fault[1] if fault else ""
        time.sleep(self.delay())
        if what == "lost-before":
            return self.drop(h)
        if what == "refused-500":
            return self.send(h, 500, self.error("InternalFailure", "We encountered an internal error."))
        if what == "503":
            return self.send(h, 503, self.error("ServiceUnavailable", "Try again."))
        if what == "429":
            return self.send(h, 429, self.error("QuotaExceeded", "You exceeded your quota for the requested resource."))
        if what == "403":
            return self.send(h, 403, self.error("Unauthorized", "Access to requested resource is denied."))
        if what == "403-expired":
            return self.send(h, 403, self.error("Unauthorized", "Access to requested resource is denied.", "The access token you provided has expired."))
        if what == "400":
            return self.send(h, 400, self.error("InvalidInput", "The carrierCode is not valid.", ""))
        if what == "garbage":
            return self.send(h, 200, b"\x00\xff<html>not json")
        if operation.startswith("v2-") and h.headers.get("x-amzn-shipping-business-id") != "AmazonShipping_US":
            return self.send(h, 400, self.error("InvalidInput", "x-amzn-shipping-business-id"))
        if operation == "v2-buy":
            query = {"key": h.headers.get("x-amzn-IdempotencyKey", "")}
        if operation != "sign-in":
            token = h.headers.get("x-amz-access-token", "")
            known = self.restricted if operation in ("buy", "shipment", "void") else self.tokens
            if known.get(token, 0) < time.time():
                return self.send(h, 403, self.error("Unauthorized", "Access to requested resource is denied.", "The access token you provided has expired."))
            if not h.headers.get("user-agent", "").startswith("Packwright/") or "Language=" not in h.headers["user-agent"]:
                return self.send(h, 400, self.error("InvalidInput", "user-agent"))
        with self.lock:
            status, content = answer(url.path, query, body)
        time.sleep(self.delay())
        if what == "lost":
            return self.drop(h)
        if what == "done-500":
            return self.send(h, 500, self.error("InternalFailure", "We encountered an internal error."))
        if what == "huge":
            content = b" " * (100 << 20)
        if what == "slow":
            time.sleep(3)
        self.send(h, status, content, self.rate.get(operation), cut=what == "cut")

    def route(self, method, path):
        if (method, path) == ("POST", "/auth/o2/token"):
            return "sign-in", self.sign_in
        if (method, path) == ("GET", "/sellers/v1/marketplaceParticipations"):
            return "sellers", self.participations
        if (method, path) == ("GET", "/orders/2026-01-01/orders"):
            return "search", self.search
        if method == "GET" and re.fullmatch(r"/orders/2026-01-01/orders/[^/]+", path):
            return "order", self.order
        if method == "POST" and re.fullmatch(r"/orders/v0/orders/[^/]+/shipmentConfirmation", path):
            return "confirm", self.confirm
        if (method, path) == ("POST", "/tokens/2021-03-01/restrictedDataToken"):
            return "restrict", self.restrict
        if (method, path) == ("POST", "/mfn/v0/eligibleShippingServices"):
            return "offers", self.offer_services
        if (method, path) == ("POST", "/mfn/v0/additionalSellerInputs"):
            return "inputs", lambda p, q, b: (200, json.dumps({"payload": self.inputs.get(json.loads(b)["ShippingServiceId"], {})}).encode())
        if (method, path) == ("POST", "/mfn/v0/shipments"):
            return "buy", self.buy
        if re.fullmatch(r"/mfn/v0/shipments/[0-9a-f-]{36}", path):
            return ("void", self.void) if method == "DELETE" else ("shipment", self.shipment)
        if (method, path) == ("POST", "/shipping/v2/shipments/rates"):
            return "v2-rates", self.v2_rates
        if (method, path) == ("POST", "/shipping/v2/shipments"):
            return "v2-buy", self.v2_buy
        if method == "GET" and re.fullmatch(r"/shipping/v2/shipments/[^/]+/documents", path):
            return "v2-documents", self.v2_documents
        if method == "PUT" and re.fullmatch(r"/shipping/v2/shipments/[^/]+/cancel", path):
            return "v2-cancel", self.v2_cancel
        return "unknown", lambda *a: (404, self.error("NotFound", "no such path"))

    def error(self, code, message, details=""):
        return json.dumps({"errors": [{"code": code, "message": message, "details": details}]}).encode()

    def sign_in(self, path, query, body):
        form = urllib.parse.parse_qs(body.decode())
        if form.get("grant_type") != ["refresh_token"]:
            return 400, json.dumps({"error": "unsupported_grant_type", "error_description": "grant"}).encode()
        if form.get("client_id") != [CLIENT] or form.get("client_secret") != [SECRET]:
            return 401, json.dumps({"error": "invalid_client", "error_description": "Client authentication failed"}).encode()
        if form.get("refresh_token") != [REFRESH]:
            return 400, json.dumps({"error": "invalid_grant", "error_description": "The request has an invalid grant parameter"}).encode()
        self.serial += 1
        token = f"Atza|sample-{self.serial}"
        self.tokens[token] = time.time() + self.lifetime
        return 200, json.dumps({"access_token": token, "token_type": "bearer", "expires_in": self.lifetime, "refresh_token": REFRESH}).encode()

    def participations(self, path, query, body):
        return 200, json.dumps({"payload": [{"marketplace": {"id": m, "countryCode": "US"}, "participation": {"isParticipating": m == MARKETPLACE}}
                                            for m in (MARKETPLACE, "A2EUQ1WTGCTBG2")]}).encode()

    def search(self, path, query, body):
        after = query.get("lastUpdatedAfter", [None])[0]
        if after is None or "FULFILLMENT" not in query.get("includedData", [""])[0] or MARKETPLACE not in query.get("marketplaceIds", [""])[0]:
            return 400, self.error("InvalidInput", "a parameter is missing")
        since = datetime.datetime.fromisoformat(after.replace("Z", "+00:00"))
        found = sorted((o for o in self.orders.values() if datetime.datetime.fromisoformat(o["lastUpdatedTime"].replace("Z", "+00:00")) >= since),
                       key=lambda o: (o["lastUpdatedTime"], o["orderId"]))
        at = int(query.get("paginationToken", ["0"])[0].removeprefix("page+/="))
        answer = {"orders": [self.shown(o) for o in found[at:at + self.page]], "lastUpdatedBefore": iso(now() - datetime.timedelta(minutes=2))}
        if at + self.page < len(found):
            answer["pagination"] = {"nextToken": f"page+/={at + self.page}"}
        return 200, json.dumps(answer).encode()

    def order(self, path, query, body):
        o = self.orders.get(path.split("/")[-1])
        return (200, json.dumps({"order": self.shown(o)}).encode()) if o else (404, self.error("NotFound", "no such order"))

    def shown(self, o):
        seen = [p for p in self.packages.get(o["orderId"], []) if p["at"] + self.hide_packages <= time.time()]
        return {**o, "packages": [{k: v for k, v in p.items() if k != "at"} for p in seen]}

    def confirm(self, path, query, body):
        order_id = path.split("/")[4]
        o, b = self.orders.get(order_id), json.loads(body)
        d = b["packageDetail"]
        if o is None:
            return 404, self.error("NotFound", "no such order")
        if not isinstance(d["packageReferenceId"], str) or not d["packageReferenceId"].isdigit() or int(d["packageReferenceId"]) < 1:
            return 400, self.error("InvalidInput", "PackageReferenceId: is invalid, must be a positive numeric value.")
        if b["marketplaceId"] != MARKETPLACE or not d["carrierCode"] or not d["trackingNumber"] or not d["orderItems"]:
            return 400, self.error("InvalidInput", "a field is missing")
        datetime.datetime.fromisoformat(d["shipDate"].replace("Z", "+00:00"))
        items = {i["orderItemId"]: i for i in o["orderItems"]}
        mine = self.packages.setdefault(order_id, [])
        same = next((p for p in mine if p["packageReferenceId"] == d["packageReferenceId"]), None)
        if same is None and o["fulfillment"]["fulfillmentStatus"] == "SHIPPED":
            return 400, self.error("InvalidInput", "Failed to create package due to not finding a matching package or order already fulfilled. PackageToUpdateNotFound")
        for i in d["orderItems"]:
            if i["orderItemId"] not in items:
                return 400, self.error("InvalidInput", "OrderItemId is invalid, please obtain the value through the getOrderItems API")
        self.confirmed.append((order_id, d["packageReferenceId"], d["trackingNumber"]))
        package = {"packageReferenceId": d["packageReferenceId"], "createdTime": iso(now()), "trackingNumber": d["trackingNumber"], "carrier": d["carrierCode"],
                   "packageStatus": {"status": "SHIPPED"}, "packageItems": [{"orderItemId": i["orderItemId"], "quantity": i["quantity"]} for i in d["orderItems"]],
                   "at": time.time()}
        if same is not None:
            mine[mine.index(same)] = package
            return 204, b""
        mine.append(package)
        for i in d["orderItems"]:
            f = items[i["orderItemId"]]["fulfillment"]
            f["quantityFulfilled"] += i["quantity"]
            f["quantityUnfulfilled"] -= i["quantity"]
        left = sum(i["fulfillment"]["quantityUnfulfilled"] for i in o["orderItems"])
        o["fulfillment"]["fulfillmentStatus"] = "PARTIALLY_SHIPPED" if left > 0 else "SHIPPED"
        self.touch(order_id)
        return 204, b""

    # -- Merchant Fulfillment --

    def restrict(self, path, query, body):
        wanted = {(r["method"], r["path"]) for r in json.loads(body)["restrictedResources"]}
        if wanted != {("POST", "/mfn/v0/shipments"), ("GET", "/mfn/v0/shipments/{shipmentId}"), ("DELETE", "/mfn/v0/shipments/{shipmentId}")}:
            return 400, self.error("InvalidInput", f"not these: {wanted}")
        self.serial += 1
        token = f"Atz.sprdt|sample-{self.serial}"
        self.restricted[token] = time.time() + self.lifetime
        return 200, json.dumps({"restrictedDataToken": token, "expiresIn": self.lifetime}).encode()

    def wrong_details(self, d):
        """None, or what the API would say of a ShipmentRequestDetails."""
        o = self.orders.get(d["AmazonOrderId"])
        if o is None:
            return "The order is not known."
        left = {i["orderItemId"]: i["fulfillment"]["quantityUnfulfilled"] for i in o["orderItems"]}
        for i in d["ItemList"]:
            if not isinstance(i["Quantity"], int) or i["Quantity"] < 1 or i["OrderItemId"] not in left:
                return "The item is not in the order."
        a = d["ShipFromAddress"]
        for key, most in (("Name", 30), ("AddressLine1", 180), ("Email", 320), ("City", 30), ("PostalCode", 30), ("CountryCode", 2), ("Phone", 30)):
            if not a.get(key) or len(a[key]) > most:
                return f"shipFromAddress.{key}"
        size, weight = d["PackageDimensions"], d["Weight"]
        if size["Unit"] not in ("inches", "centimeters") or min(size["Length"], size["Width"], size["Height"]) <= 0 or weight["Unit"] not in ("oz", "g") or weight["Value"] <= 0:
            return "size or weight"
        if d["ShippingServiceOptions"]["DeliveryExperience"] not in ("DeliveryConfirmationWithAdultSignature", "DeliveryConfirmationWithSignature",
                                                                      "DeliveryConfirmationWithoutSignature", "NoTracking"):
            return "DeliveryExperience"
        return None

    def offer_services(self, path, query, body):
        d = json.loads(body)["ShipmentRequestDetails"]
        wrong = self.wrong_details(d)
        if wrong:
            return 400, self.error("InvalidInput", wrong)
        return 200, json.dumps({"payload": {"ShippingServiceList": self.offers, "TemporarilyUnavailableCarrierList": [{"CarrierName": "FEDEX"}],
                                            "RejectedShippingServiceList": [{"CarrierName": "USPS", "ShippingServiceName": "USPS Media Mail", "ShippingServiceId": "M",
                                                                             "RejectionReasonCode": "CARRIER_CANNOT_SHIP_THIS"}]}}).encode()

    def buy(self, path, query, body):
        b = json.loads(body)
        d = b["ShipmentRequestDetails"]
        wrong = self.wrong_details(d)
        o = next((o for o in self.offers if o["ShippingServiceId"] == b["ShippingServiceId"] and o["ShippingServiceOfferId"] == b.get("ShippingServiceOfferId")), None)
        if wrong or o is None:
            return 400, self.error("InvalidInput", wrong or "The offer is not known.")
        if d["ShippingServiceOptions"].get("LabelFormat") not in o["AvailableLabelFormats"]:
            return 400, self.error("InvalidInput", "The carrier does not offer the requested label format.")
        if o["RequiresAdditionalSellerInputs"] and not b.get("ShipmentLevelSellerInputsList"):
            return 400, self.error("InvalidInput", "Additional inputs are missing.")
        order = self.orders[d["AmazonOrderId"]]
        if order["fulfillment"]["fulfillmentStatus"] not in ("UNSHIPPED", "PARTIALLY_SHIPPED"):
            return 400, self.error("InvalidInput", "Order is not eligible: already fulfilled.")
        self.serial += 1
        s = {"ShipmentId": str(uuid.uuid4()), "AmazonOrderId": d["AmazonOrderId"], "ItemList": d["ItemList"], "ShipFromAddress": d["ShipFromAddress"],
             "ShipToAddress": {"Name": "Ada Sample"}, "PackageDimensions": d["PackageDimensions"], "Weight": d["Weight"], "ShippingService": o, "Status": "Purchased",
             "TrackingId": self.numbers() if self.numbers else f"9400{self.serial:018d}", "CreatedDate": iso(now()), "format": d["ShippingServiceOptions"]["LabelFormat"]}
        self.shipments[s["ShipmentId"]] = s
        self.bought.append((d["AmazonOrderId"], s["TrackingId"]))
        self.packages.setdefault(d["AmazonOrderId"], []).append(
            {"packageReferenceId": str(1000 + self.serial), "createdTime": iso(now()), "trackingNumber": s["TrackingId"], "carrier": o["CarrierName"],
             "packageStatus": {"status": "SHIPPED"}, "packageItems": [{"orderItemId": i["OrderItemId"], "quantity": i["Quantity"]} for i in d["ItemList"]], "at": time.time()})
        for i in d["ItemList"]:
            f = next(x for x in order["orderItems"] if x["orderItemId"] == i["OrderItemId"])["fulfillment"]
            f["quantityFulfilled"] += i["Quantity"]
            f["quantityUnfulfilled"] -= i["Quantity"]
        left = sum(i["fulfillment"]["quantityUnfulfilled"] for i in order["orderItems"])
        order["fulfillment"]["fulfillmentStatus"] = "PARTIALLY_SHIPPED" if left > 0 else "SHIPPED"  # buying a label marks it shipped
        self.touch(d["AmazonOrderId"])
        return 200, self.shown_shipment(s)

    def shown_shipment(self, s):
        file, kind = self.label(s)
        packed = gzip.compress(file)
        contents = base64.b64encode(packed).decode()
        if self.bad_labels > 0:
            self.bad_labels -= 1
            contents = contents[:-12]
        if s["Status"] != "Purchased":
            contents = kind = ""
        label = {"Dimensions": {"Length": 6, "Width": 4, "Unit": "inches"}, "LabelFormat": s["format"],
                 "FileContents": {"Contents": contents, "FileType": kind, "Checksum": base64.b64encode(hashlib.md5(file).digest()).decode() if contents else ""}}
        return json.dumps({"payload": {**{k: v for k, v in s.items() if k != "format"}, "Label": label}}).encode()

    def shipment(self, path, query, body):
        s = self.shipments.get(path.split("/")[-1])
        return (200, self.shown_shipment(s)) if s else (404, self.error("ResourceNotFound", "no such shipment"))

    def void(self, path, query, body):
        s = self.shipments.get(path.split("/")[-1])
        if s is None:
            return 404, self.error("ResourceNotFound", "no such shipment")
        s["Status"] = "RefundPending"  # the order remains shipped for the items of other parcels; these can be shipped anew
        order = self.orders[s["AmazonOrderId"]]
        for i in s["ItemList"]:
            f = next(x for x in order["orderItems"] if x["orderItemId"] == i["OrderItemId"])["fulfillment"]
            f["quantityFulfilled"] -= i["Quantity"]
            f["quantityUnfulfilled"] += i["Quantity"]
        order["fulfillment"]["fulfillmentStatus"] = self.after_void
        return 200, self.shown_shipment(s)

    after_void = "PARTIALLY_SHIPPED"

    # -- Shipping v2 --

    def v2_rates(self, path, query, body):
        b = json.loads(body)
        p, channel = b["packages"][0], b["channelDetails"]
        order = self.orders.get(channel["amazonOrderDetails"]["orderId"])
        wanted = ("name", "addressLine1", "city", "postalCode", "countryCode", "email", "phoneNumber")
        if order is None or channel["channelType"] != "AMAZON" or not all(b["shipFrom"].get(k) for k in wanted):
            return 400, self.error("InvalidInput", "shipFrom or channelDetails")
        size = p["dimensions"]
        if p["weight"]["unit"] != "GRAM" or p["weight"]["value"] <= 0 or size["unit"] != "CENTIMETER" or min(size[k] for k in ("length", "width", "height")) <= 0 or \
                "value" not in p["insuredValue"] or len(p["insuredValue"]["unit"]) != 3 or not p["packageClientReferenceId"] or not p["items"]:
            return 400, self.error("InvalidInput", "package")
        self.serial += 1
        token = f"token+{self.serial}/="
        option = lambda dpis: {"supportedDPIs": dpis, "supportedPageLayouts": ["DEFAULT"], "supportedFileJoiningOptions": [False],
                               "supportedDocumentDetails": [{"name": "LABEL", "isMandatory": True}]}
        specs = [{"format": f, "size": {"width": 4, "length": 6, "unit": "INCH"}, "printOptions": [option(d)]} for f, d in (("PDF", [300]), ("ZPL", [203, 300]), ("PNG", [203]))]
        rates = [{"rateId": f"rate-{self.serial}-{i}", "carrierId": o["CarrierName"], "carrierName": o["CarrierName"], "serviceId": o["ShippingServiceId"],
                  "serviceName": o["ShippingServiceName"], "totalCharge": {"value": o["Rate"]["Amount"], "unit": "USD"},
                  "promise": {"deliveryWindow": {"start": o["ShipDate"], "end": o["LatestEstimatedDeliveryDate"]}},
                  "supportedDocumentSpecifications": specs, "requiresAdditionalInputs": o["RequiresAdditionalSellerInputs"],
                  "benefits": {"includedBenefits": o["Benefits"]["IncludedBenefits"],
                               "excludedBenefits": [{"benefit": x["Benefit"], "reasonCodes": x["ReasonCodes"]} for x in o["Benefits"]["ExcludedBenefits"]]}}
                 for i, o in enumerate(self.offers)]
        self.rate_tokens[token] = (order["orderId"], p, {r["rateId"]: r for r in rates}, time.time() + 600)
        return 200, json.dumps({"payload": {"requestToken": token, "rates": rates, "ineligibleRates": [
            {"carrierName": "DHL", "serviceName": "Express", "ineligibilityReasons": [{"code": "NO_COVERAGE", "message": "no coverage there"}]}]}}).encode()

    def v2_buy(self, path, query, body):
        b, key = json.loads(body), query["key"]
        if not key:
            return 400, self.error("InvalidInput", "x-amzn-IdempotencyKey")
        if key in self.keys:  # the same again is the first one's answer
            return 200, self.v2_shown(self.keys[key], "packageDocumentDetails")
        order_id, package, rates, until = self.rate_tokens.get(b["requestToken"], (None, None, {}, 0))
        rate, spec = rates.get(b["rateId"]), b["requestedDocumentSpecification"]
        if until < time.time() or rate is None:
            return 400, self.error("TOKEN_EXPIRED", "The request token has expired.")
        offered = next((s for s in rate["supportedDocumentSpecifications"] if s["format"] == spec["format"] and s["size"] == spec["size"]), None)
        option = offered and offered["printOptions"][0]
        if option is None or spec.get("dpi") not in option["supportedDPIs"] or spec.get("pageLayout") not in option["supportedPageLayouts"] or \
                spec["needFileJoining"] not in option["supportedFileJoiningOptions"] or spec["requestedDocumentTypes"] != ["LABEL"]:
            return 400, self.error("InvalidInput", "requestedDocumentSpecification")
        self.serial += 1
        s = {"id": f"amzn1-sid-{self.serial}", "order": order_id, "reference": package["packageClientReferenceId"], "format": spec["format"], "cancelled": False,
             "rate": rate, "TrackingId": self.numbers() if self.numbers else f"TBA{self.serial:012d}"}
        self.keys[key] = self.shipments[s["id"]] = s
        self.bought.append((order_id, s["TrackingId"]))
        if self.marks:
            self.orders[order_id]["fulfillment"]["fulfillmentStatus"] = "SHIPPED"
            self.packages.setdefault(order_id, []).append(
                {"packageReferenceId": str(2000 + self.serial), "createdTime": iso(now()), "trackingNumber": s["TrackingId"], "carrier": rate["carrierName"],
                 "packageStatus": {"status": "SHIPPED"}, "packageItems": [], "at": time.time()})
            self.touch(order_id)
        return 200, self.v2_shown(s, "packageDocumentDetails")

    def v2_shown(self, s, name):
        contents = base64.b64encode(self.label(s)[0]).decode()
        if self.bad_labels > 0:
            self.bad_labels -= 1
            contents = contents[:-5]
        detail = {"packageClientReferenceId": s["reference"], "trackingId": s["TrackingId"],
                  "packageDocuments": [{"type": "LABEL", "format": s["format"], "contents": contents}]}
        return json.dumps({"payload": {"shipmentId": s["id"], name: [detail] if name.endswith("s") else detail}}).encode()

    def v2_documents(self, path, query, body):
        s = self.shipments.get(path.split("/")[-2])
        if s is None or query.get("packageClientReferenceId") != [s["reference"]]:
            return 404, self.error("ResourceNotFound", "no such shipment")
        return 200, self.v2_shown(s, "packageDocumentDetail")

    def v2_cancel(self, path, query, body):
        s = self.shipments.get(path.split("/")[-2])
        if s is None:
            return 404, self.error("ResourceNotFound", "no such shipment")
        s["cancelled"] = True
        return 200, b'{"payload":{}}'

    def send(self, h, status, content, rate=None, cut=False):
        try:
            h.send_response(status)
            h.send_header("x-amzn-RequestId", f"request-{len(self.asked)}")
            if rate is not None:
                h.send_header("x-amzn-RateLimit-Limit", str(rate))
            if status != 204:
                h.send_header("content-type", "application/json")
                h.send_header("content-length", str(len(content)))
            h.end_headers()
            if status != 204:
                h.wfile.write(content[:len(content) // 2] if cut else content)
                h.wfile.flush()
            if cut:
                h.close_connection = True
                h.connection.close()
        except OSError:
            pass

    def drop(self, h):
        h.close_connection = True
        try:
            h.connection.shutdown(2)
            h.connection.close()
        except OSError:
            pass
